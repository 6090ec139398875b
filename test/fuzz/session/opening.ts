import { setImmediate as turn } from 'node:timers/promises';
import { SHORT, SLACK } from '../case.js';
import { checkDial, isDue, isForServer, isOverdue } from './due.js';
import { firstReply, isReply, replyOf, unitsOf } from './model.js';
import { Late } from './party.js';
import { meetCommand, meetDial } from './server.js';
import { clientLeaves, type Session, violation } from './state.js';

/** What comes before the splice: each thing that the client says gets one reply, which is SMTP. */
export async function opening(session: Session): Promise<void> {
  const { plan, record, client } = session;
  await meet(session);
  for (const [index, text] of plan.opening.entries()) {
    if (client.end || session.isSpliced || session.hasLeft) break;
    record.said('client', '>', text);
    session.sent += text;
    session.sentAt = Date.now();
    client.socket.write(text, 'latin1');
    if (index === plan.opening.length - 1 && plan.leave?.at === 'opening')
      clientLeaves(session, plan.leave.how);
    if (plan.lockstep) await settle(session);
    else await turn();
  }
  await settle(session);
}

/** Until each thing said has its reply. */
async function settle(session: Session): Promise<void> {
  const isDone = () =>
    session.isSpliced || session.hasLeft === 'RST' || session.replies >= unitsOf(session.sent).length;
  while (!isDone() && !(session.client.end && session.client.heard === '')) await meet(session);
  if (!isDone() && !/^[24]21/.test(session.last)) {
    violation(session, `closed (${session.client.end}) without a reply`, 'client < *\\r\\n');
  }
}

/**
 * Whatever happens next. The sockets of a session do not tell in which order the program wrote to them. But what it says to Tor and
 * to a server for one command comes behind its replies to those before, and waits for an answer. So a reply that is there comes
 * first, unless the port has ended the dial by itself; and what is for a command later than the one to be answered waits for the
 * replies to those between.
 */
async function meet(session: Session): Promise<void> {
  const { client, plan, record } = session;
  const isSilent = plan.silence !== undefined && plan.silence !== 'hung' && session.sent !== '';
  const begun = Date.now();
  const event = await session.bell
    .until(
      () =>
        (firstReply(client.heard) !== undefined && !isClosedDial(session) && 'reply') ||
        (session.dials[0] && isDue(session, session.dials[0]) && 'dial') ||
        (client.end && 'end') ||
        (session.tor &&
          session.expected === undefined &&
          !session.tor.left &&
          isForServer(session) &&
          'command'),
      isSilent ? SHORT + SLACK : undefined,
    )
    .catch((error) => {
      if (!(error instanceof Late)) throw error;
      if (session.dials[0]) checkDial(session, session.dials[0]);
      return violation(session, `no reply in ${(Date.now() - begun) / 1000} s`, 'client < *\\r\\n');
    });
  if (event === 'dial') await meetDial(session);
  if (event === 'command') await meetCommand(session);
  if (event !== 'dial' && event !== 'command') hear(session);
  if (event === 'end' && session.client.heard !== '') {
    record.line('client < [closed]');
    violation(session, `octets that are no reply: ${JSON.stringify(client.heard)}`);
  }
}

/** A server that has left may have said beforehand that it accepts the hello. */
function isAcceptedAhead(session: Session): boolean {
  const reply = replyOf(session.ahead);
  if (typeof reply === 'string' || reply.code >= 300) return false;
  if (!session.server || !isDue(session, session.server)) return false;
  session.ahead = session.ahead.slice(reply.end);
  return true;
}

function isClosedDial(session: Session): boolean {
  const [dial] = session.dials;
  return dial?.request === undefined && dial !== undefined && isDue(session, dial);
}

/** One reply. */
function hear(session: Session): void {
  const { client, record } = session;
  const text = firstReply(client.heard);
  if (text === undefined) return;
  client.heard = client.heard.slice(text.length);
  const code = Number(text.slice(0, 3));
  const due = session.replies < 0 ? 220 : session.expected;
  const isTooMany = code === 421 && session.replies >= 9;
  const isLate = code === 451 && isOverdue(session);
  if (!isReply(text, session.longest)) {
    const lines = text
      .split(/(?<=\n)/)
      .map((line) => `client < ${/^\d{3}[ -]/.exec(line)?.[0] ?? '*'}*\\r\\n`);
    violation(session, `no SMTP reply: ${JSON.stringify(text)}`, lines.join('\n'));
  }
  if (due !== undefined && code !== due && !isTooMany && !isLate)
    violation(session, `a ${code} in place of ${due}`, `client < ${due}*\\r\\n`);
  if (session.replies >= unitsOf(session.sent).length)
    violation(session, `a reply too many: ${JSON.stringify(text)}`);
  record.said('client', '<', text);
  session.isSpliced = code === 250 && (session.isAccepted || isAcceptedAhead(session));
  Object.assign(session, {
    replies: session.replies + 1,
    last: text,
    expected: undefined,
    isAccepted: false,
    circuits: 0,
    longest: 512,
  });
}
