import { SHORT } from '../case.js';
import { replyOf, type Unit, unitsOf } from './model.js';
import { type Session, violation } from './state.js';
import type { Dial } from './tor.js';

/** Whether such a deadline may have passed by itself, on a machine that has too much to do. */
export const isOverdue = ({ plan, sentAt }: Session): boolean =>
  plan.silence !== undefined && Date.now() - sentAt >= SHORT * 1000;

/** What is being answered. */
const current = (session: Session): Unit | undefined => unitsOf(session.sent)[session.replies];

const wordsOf = (unit: Unit | undefined) => unit?.text.trim().split(/\s+/) ?? [];

/** Whether that is a hello which may lead to a server. */
function isHello(unit: Unit | undefined): boolean {
  if (!unit || !/^[\t\x20-\x7f]*\r?\n$/.test(unit.text)) return false;
  const [verb = '', ...names] = wordsOf(unit);
  return /^(EHLO|HELO)$/i.test(verb) && (names.length === 1 || names.length === 2);
}

const goalOf = (unit: Unit | undefined) => {
  const goal = wordsOf(unit).at(-1)?.toLowerCase() ?? '';
  const [, name, digits = '25'] = goal.match(/^(.*?)\.?(?::(\d+))?$/) ?? [];
  return `${name}:${Number(digits)}`;
};

const isFor = (unit: Unit | undefined, { request }: Dial) =>
  isHello(unit) && (!request || `${request.host}:${request.port}` === goalOf(unit));

/** Whether a dial is for the hello that is being answered. If not, the reply before it may not have been heard yet. */
export const isDue = (session: Session, dial: Dial): boolean => isFor(current(session), dial);

/** Whether what the newest server hears is for the hello that is being answered. If not, as above; or it is let go. */
export function isForServer(session: Session): boolean {
  const { tor, server } = session;
  return (
    tor?.heard.includes('\n') === true &&
    tor.heard !== 'QUIT\r\n' &&
    server !== undefined &&
    isDue(session, server)
  );
}

/** That a dial is for the destination in the client's hello, and one of three at most. */
export function checkDial(session: Session, dial: Dial): void {
  const goal = goalOf(current(session));
  if (!isDue(session, dial)) violation(session, `a dial that is not for ${goal}`, `tor    < dial ${goal}`);
  if (session.circuits > 3) violation(session, 'more than three circuits', 'client < 451 *\\r\\n');
}

/** The hello that a server should hear: of two names the first, and never a port. */
export const helloOf = (session: Session): string => helloIn(current(session));

function helloIn(unit: Unit | undefined): string {
  const [verb = '', ...names] = wordsOf(unit);
  if (names.length === 2) return `${verb.toUpperCase()} ${names[0]}\r\n`;
  const line = unit?.text.replace(/\r?\n$/, '') ?? '';
  return `${line.replace(/:\d+\s*$/, '')}\r\n`;
}

/** The hellos that have had no reply: where the client is gone there is none, and the program may be at any of them. */
const unanswered = (session: Session) => unitsOf(session.sent).slice(session.replies).filter(isHello);

/** Whether one of them is what this dial is for. */
export const isForAny = (session: Session, dial: Dial): boolean =>
  unanswered(session).some((unit) => isFor(unit, dial));

/** Whether one of them is what a server should hear like that. */
const isHelloOfAny = (session: Session, line: string): boolean =>
  unanswered(session).some((unit) => helloIn(unit) === line);

/**
 * Whether a server that is let go may hear that last. Where the client was reset, that is also a hello that had no reply, or, if the
 * server has accepted it ahead, what the client said behind it.
 */
export function mayHear(session: Session, heard: string): boolean {
  if (heard === '' || heard === 'QUIT\r\n') return true;
  const reply = replyOf(session.said.slice(session.used));
  const isAccepted = typeof reply === 'object' && reply.code < 300;
  const behind = session.sent.slice(current(session)?.end ?? session.sent.length);
  return (
    session.hasLeft === 'RST' && (isHelloOfAny(session, heard) || (isAccepted && behind.startsWith(heard)))
  );
}
