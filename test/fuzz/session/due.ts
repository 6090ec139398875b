import { unitsOf } from './model.js';
import { type Session, violation } from './state.js';

/** The words of the command that is being answered. */
const wordsOf = (session: Session) => unitsOf(session.sent)[session.replies]?.text.trim().split(/\s+/) ?? [];

/** That a dial is for the destination in the client's hello, and one of three at most. */
export function checkDial(session: Session, { host, port }: { host: string; port: number }): void {
  const [, name, digits = '25'] =
    wordsOf(session)
      .at(-1)
      ?.toLowerCase()
      .match(/^(.*?)\.?(?::(\d+))?$/) ?? [];
  if (host !== name || port !== Number(digits))
    violation(session, `a dial for ${host}:${port}`, `tor    < dial ${name}:${digits}`);
  if (session.circuits > 3) violation(session, 'more than three circuits', 'client < 451 *\\r\\n');
}

/** The hello that a server should hear: of two names the first, and never a port. */
export function helloOf(session: Session): string {
  const [verb = '', ...names] = wordsOf(session);
  if (names.length === 2) return `${verb.toUpperCase()} ${names[0]}\r\n`;
  const line = unitsOf(session.sent)[session.replies]?.text.replace(/\r?\n$/, '') ?? '';
  return `${line.replace(/:\d+\s*$/, '')}\r\n`;
}
