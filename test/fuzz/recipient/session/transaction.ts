import { type Due, dueOf, FAILED } from '../model/reply.js';
import type { Goal } from '../plan/names.js';
import { hear } from './hear.js';
import { passMessage } from './message.js';
import { reach } from './reach.js';
import { ask, letGo } from './server.js';
import type { Session, Transaction } from './state.js';

const ELSEWHERE: Due = { codes: [452] };
const NO_RECIPIENT: Due = { codes: [503] };

const textOf = ({ host, port }: Goal) => `${host}:${port}`;

/** One RCPT that is understood, to a destination: what its client is told. */
export async function recipient(session: Session, one: Transaction, path: string, goal: Goal): Promise<Due> {
  const known = one.lost ?? one.failures.get(textOf(goal));
  if (known) return known;
  if (one.current && textOf(one.current) !== textOf(goal)) {
    if (one.accepted > 0) return ELSEWHERE;
    await drop(session, one);
  }
  if (!one.current) {
    const failure = await reach(session, goal, one);
    if (failure) {
      session.lines += 1;
      one.failures.set(textOf(goal), failure);
      return failure;
    }
    one.current = goal;
  }
  const reply = await ask(session, `RCPT TO:${path}`, 'RCPT');
  if (!('code' in reply) || reply.code === 421 || (reply.code >= 300 && reply.code < 400)) {
    const due = 'code' in reply ? (reply.code === 421 ? dueOf(reply) : FAILED) : reply;
    if (one.accepted > 0) one.lost = due;
    else one.failures.set(textOf(goal), due);
    await ends(session, one, '');
    return due;
  }
  if (reply.code < 300) one.accepted += 1;
  return dueOf(reply);
}

/** DATA: the message, or why there is none. The transaction is over. False if the session is, too. */
export async function data(session: Session, one: Transaction): Promise<boolean> {
  session.transaction = undefined;
  if (one.lost || one.accepted === 0) {
    await hear(session, one.lost ?? NO_RECIPIENT);
    await drop(session, one);
    return true;
  }
  const reply = await ask(session, 'DATA', 'DATA');
  if (!('code' in reply) || reply.code < 400 || reply.code === 421) {
    if ('code' in reply && reply.code === 354) {
      await hear(session, dueOf(reply));
      session.lines += 1;
      return passMessage(session);
    }
    await ends(session, one, '');
    await hear(session, 'code' in reply && reply.code === 421 ? dueOf(reply) : FAILED);
    return true;
  }
  await ends(session, one, 'QUIT\r\n');
  await hear(session, dueOf(reply));
  return true;
}

/** Ends a transaction without a message. */
export async function drop(session: Session, one: Transaction | undefined): Promise<void> {
  if (one?.current) await ends(session, one, 'QUIT\r\n');
}

async function ends(session: Session, one: Transaction, word: 'QUIT\r\n' | ''): Promise<void> {
  session.lines += 1;
  one.current = undefined;
  await letGo(session, word);
}
