import { setImmediate as turn } from 'node:timers/promises';
import { checkDial, helloOf, isOverdue, mayHear } from './due.js';
import { replyOf } from './model.js';
import { clientLeaves, type Session, serverLeaves, serverSays, violation } from './state.js';
import { answerRequest, requestLine } from './tor.js';

/** Octets of a server's reply that may get to the client in a line, with the words in front of them. */
const LONGEST = 2048;

/** What Tor, and the server behind it, do with a connection. */
export async function meetDial(session: Session): Promise<void> {
  const { plan, record } = session;
  await oldServerCloses(session);
  const dial = session.dials.shift();
  if (!dial) return;
  const { rep, odd, greeting } = plan.dials[Math.min(session.dialled, 3)] ?? { rep: 1, greeting: [] };
  session.dialled += 1;
  session.circuits += 1;
  Object.assign(session, { expected: undefined, tor: undefined, server: dial });
  for (const line of dial.lines) record.line(line);
  if (!dial.request) return;
  checkDial(session, dial);
  record.line(requestLine(dial.request, dial.lines.length === 0));
  Object.assign(session, { tor: dial.party, said: '', used: 0, ahead: '' });
  if (leavesAt(session, 'dial') || plan.silence === 'dial') return;
  if (!answerRequest(dial, record, rep, odd)) return;
  if (leavesAt(session, 'greeting') || plan.silence === 'greeting') return;
  await say(session, greeting);
  const reply = replyOf(session.said);
  if (reply === 'unfinished') serverLeaves(session);
  // From a server that says nothing at all there may be another circuit.
  if (session.said === '') return;
  if (typeof reply === 'string') return fails(session);
  session.used = reply.end;
  if (reply.code >= 300) return fails(session, reply.code < 400 ? 451 : reply.code);
  // The answer may be there already, so that the client has it, and its end, before the hello is seen here.
  await session.bell.until(() => dial.party.heard.includes('\n') || dial.party.end).catch(() => {});
  if (!dial.party.heard.includes('\n')) {
    // What was said ahead is no answer. A close with more of it unread is a reset, and the hello is lost.
    const ahead = replyOf(session.said.slice(session.used));
    const isNone = typeof ahead === 'string' ? ahead === 'none' : ahead.code >= 300 && ahead.code < 400;
    if (isNone && dial.party.end) return fails(session);
    if (isOverdue(session)) return;
    violation(session, 'the server heard no hello', `server < ${helloOf(session).slice(0, -2)}\\r\\n`);
  }
  await meetCommand(session);
}

/** What a server does about a hello. */
export async function meetCommand(session: Session): Promise<void> {
  const { plan, record, tor } = session;
  if (!tor) return;
  const line = tor.heard.slice(0, tor.heard.indexOf('\n') + 1);
  tor.heard = tor.heard.slice(line.length);
  const due = helloOf(session);
  if (line !== due) {
    record.said('server', '<', due);
    violation(session, `the server heard ${JSON.stringify(line)}`);
  }
  record.said('server', '<', line);
  if (leavesAt(session, 'answer') || plan.silence === 'answer') return;
  if (replyOf(session.said.slice(session.used)) === 'unfinished') {
    await say(session, plan.answers[Math.min(session.answered, 3)] ?? []);
    session.answered += 1;
  }
  const reply = replyOf(session.said.slice(session.used));
  if (reply === 'unfinished') serverLeaves(session);
  if (typeof reply === 'string') return fails(session);
  session.used += reply.end;
  session.longest = LONGEST + 1;
  session.expected = reply.code < 300 ? 250 : reply.code < 400 ? 451 : reply.code;
  session.isAccepted = reply.code < 300;
  if (reply.code >= 300 && reply.code < 400) tor.left = true;
  if (reply.code < 400) return;
  session.ahead = session.said.slice(session.used);
  if (session.ahead !== '' || plan.closesAfterRefusal) serverLeaves(session);
}

/** The last server has to be let go before there is another one. */
export async function oldServerCloses(session: Session): Promise<void> {
  const { tor, record } = session;
  if (!tor) return;
  await session.bell
    .until(() => tor.end)
    .catch(() => violation(session, 'a connection to Tor stays open', 'server < [closed]'));
  if (tor.left) return;
  if (!mayHear(session, tor.heard)) violation(session, `the server heard ${JSON.stringify(tor.heard)}`);
  record.said('server', '<', tor.heard);
  tor.heard = '';
  tor.left = true;
}

/** The server is no use: the program drops it, and the client gets this code. */
function fails(session: Session, code = 451): void {
  session.expected = code;
  if (session.tor) session.tor.left = true;
}

async function say(session: Session, segments: readonly string[]): Promise<void> {
  for (const segment of segments) {
    serverSays(session, segment);
    await turn();
  }
}

function leavesAt(session: Session, at: string): boolean {
  const { leave } = session.plan;
  if (leave?.at !== at) return false;
  clientLeaves(session, leave.how);
  return leave.how === 'RST';
}
