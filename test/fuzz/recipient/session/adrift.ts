import { violation } from '../../session/state.js';
import type { Dial } from '../../session/tor.js';
import { extentOf } from '../model/end-of-data.js';
import { goalOf, pathIn, wordsOf } from '../model/meaning.js';
import { staysOpen } from './server.js';
import type { Session } from './state.js';

/** The lines that had no reply when the client left. */
function leftOver({ sent, at, isInMessage }: Session): string[] {
  // Outside of a message, the one that is being answered is in front.
  if (!isInMessage) return sent.slice(sent.lastIndexOf('\n', at - 2) + 1).split('\n');
  return sent.slice(at + (extentOf(sent.slice(at)).end ?? sent.length)).split('\n');
}

/**
 * The client was reset. What of its words the program still reads is chance: a server may hear what follows from any of them, but nothing
 * else, and only as long as it takes to notice. Nobody is answered any more.
 */
export async function adrift(session: Session): Promise<void> {
  const { tor, dials, bell, record } = session;
  session.isAdrift = true;
  for (const dial of dials) judge(session, dial);
  const isOver = () => (!tor || tor.end) && dials.every(({ party }) => party.end);
  await bell.until(isOver).catch(() => staysOpen(session));
  if (!tor) return;
  if (tor.left) return;
  record.said('server', '<', tor.heard);
  const rest = session.isInMessage ? behindMessage(session, tor.heard) : tor.heard;
  for (const line of rest.split('\r\n')) {
    if (!mayBe(session, line)) violation(session, `the server heard ${JSON.stringify(line)}`);
  }
  session.tor = undefined;
}

/** What the server has heard behind a message, if it has that to its end. */
function behindMessage(session: Session, heard: string): string {
  const { sent, at, passed } = session;
  const { end, isForged, most } = extentOf(sent.slice(at));
  const due = sent.slice(at + passed, at + most);
  if (due.startsWith(heard)) return '';
  if (heard.startsWith(due) && end !== undefined && !isForged) return heard.slice(due.length);
  return violation(session, `in a message the server heard ${JSON.stringify(heard.slice(0, 500))}`);
}

/** Whether one of the lines leads to what the server has heard. */
function mayBe(session: Session, heard: string): boolean {
  const { hello, transaction } = session;
  if (heard === '' || heard === 'QUIT') return true;
  if (hello && heard === `${hello.verb} ${hello.name}`) return true;
  // A server that has answered ahead hears what comes behind its hello, too.
  if (transaction && heard.startsWith(`MAIL FROM:${transaction.path}`)) return true;
  return leftOver(session).some((line) => {
    const [verb = '', name] = wordsOf(`${line}\n`) ?? [];
    if (verb === 'DATA') return heard === verb;
    if (verb === 'EHLO' || verb === 'HELO') return heard === `${verb} ${name}` || heard === `HELO ${name}`;
    const [what, path] =
      verb === 'RCPT' ? ['RCPT TO:', pathIn(line, 'RCPT TO')] : ['MAIL FROM:', pathIn(line, 'MAIL FROM')];
    return path !== undefined && heard.startsWith(`${what}${path.text}`);
  });
}

/** A connection to the SOCKS port is there. */
export function arrive(session: Session, dial: Dial): void {
  dial.party.changed = session.bell.ring;
  session.dials.push(dial);
  if (session.isAdrift) judge(session, dial);
  session.bell.ring();
}

function judge(session: Session, { request }: Dial): void {
  const isFor = (line: string) => {
    const goal = goalOf(pathIn(line, 'RCPT TO')?.domain ?? '', session.plan.names);
    return (
      typeof goal === 'object' && (!request || (goal.host === request.host && goal.port === request.port))
    );
  };
  if (!leftOver(session).some(isFor)) session.stray = 'a dial that no RCPT asks for';
}
