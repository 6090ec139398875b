import { unitsOf } from './model.js';
import { type Session, violation } from './state.js';
import type { Dial } from './tor.js';

/** The words of the command that is being answered. */
const wordsOf = (session: Session) => unitsOf(session.sent)[session.replies]?.text.trim().split(/\s+/) ?? [];

const goalOf = (session: Session) => {
  const goal = wordsOf(session).at(-1)?.toLowerCase() ?? '';
  const [, name, digits = '25'] = goal.match(/^(.*?)\.?(?::(\d+))?$/) ?? [];
  return `${name}:${Number(digits)}`;
};

/** Whether a dial is for the hello that is being answered. If not, the reply before it may not have been heard yet. */
export function isDue(session: Session, { request }: Dial): boolean {
  if (!request) return /^(EHLO|HELO)$/i.test(wordsOf(session)[0] ?? '');
  return `${request.host}:${request.port}` === goalOf(session);
}

/** That a dial is for the destination in the client's hello, and one of three at most. */
export function checkDial(session: Session, dial: Dial): void {
  const goal = goalOf(session);
  if (!isDue(session, dial)) violation(session, `a dial that is not for ${goal}`, `tor    < dial ${goal}`);
  if (session.circuits > 3) violation(session, 'more than three circuits', 'client < 451 *\\r\\n');
}

/** The hello that a server should hear: of two names the first, and never a port. */
export function helloOf(session: Session): string {
  const [verb = '', ...names] = wordsOf(session);
  if (names.length === 2) return `${verb.toUpperCase()} ${names[0]}\r\n`;
  const line = unitsOf(session.sent)[session.replies]?.text.replace(/\r?\n$/, '') ?? '';
  return `${line.replace(/:\d+\s*$/, '')}\r\n`;
}
