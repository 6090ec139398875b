import type { Line, Record, Strike, Taken } from './record.js';

/**
 * Milliseconds between a server's yes and the line that says that it was not heard. The line can be first: the server may have
 * all of a message, and not yet have come to it, when the connection is lost.
 */
const [BEFORE, AFTER] = [30_000, 60_000];
/** And between a yes and the death of the delivery that was to hear it, before or after: the length of a session. */
const SESSION = 30_000;

/** What Exim's log says of an attempt that had sent all, perhaps ahead of the replies, and did not get the last reply. */
const LOST =
  /response to (pipelined )?(end of data|BDAT|RCPT|MAIL)|timeout after|reset by peer|broken pipe|non-zero/i;

/** Why there are several copies of a message: a line for each that is not the one of the sender's own account. */
export interface Explanation {
  readonly shown: readonly string[];
  readonly unexplained: readonly string[];
}

/** Looks for the lost final reply behind each surplus copy. */
export function explain(record: Record, id: string): Explanation {
  const shown: string[] = [];
  const unexplained: string[] = [];
  const lines = record.lines.filter((line) => line.id === id);
  const strikes = record.strikes.filter((strike) => strike.id === id && /KILL|TERM/.test(strike.signal));
  const taken = record.taken.filter((one) => one.id === id).sort((one, other) => one.at - other.at);
  const confirmed = taken.filter(({ as }) => lines.some((line) => isConfirmation(line, as)));
  // A sender that was killed after it had noted the reply, and before it had logged it, is through with the last one.
  const account = confirmed[0] ?? taken.at(-1);

  const unused = new Set(lines);
  for (const one of taken) {
    if (one === account) continue;
    const cause = confirmed.includes(one) ? undefined : lostReply(one, unused, strikes);
    const what = `${id}: ${one.server} took it as ${one.as} at ${clock(one.at)}`;
    if (cause) shown.push(`${what}, and the reply was lost: ${cause}`);
    else unexplained.push(`${what}, and nothing shows that the reply was lost`);
  }
  for (const as of new Set(record.copies.filter((copy) => copy.id === id).map((copy) => copy.as))) {
    const copies = record.copies.filter((copy) => copy.id === id && copy.as === as);
    const known = taken.some((one) => one.as === as);
    if (copies.length === 1 && known) continue;
    const strike = strikes.find(({ message }) => message === as);
    const what = `${id}: ${copies.length} copies taken as ${as || 'nothing'}`;
    // A server that is killed between its queue and its log has a message, and has not said so to anybody.
    const how = known ? 'delivered again after' : 'without a reply, because of';
    if (strike) shown.push(`${what}, ${how} ${told(strike)}`);
    else unexplained.push(what);
  }
  return { shown, unexplained };
}

const isConfirmation = ({ text }: Line, as: string) => text.startsWith('=> ') && text.includes(`id=${as}"`);

/** A killed delivery may leave a process that goes on with the session; else an attempt has a line that it failed. */
function lostReply(one: Taken, lines: Set<Line>, strikes: readonly Strike[]): string | undefined {
  const strike = strikes.find(({ at, who }) => who.startsWith('A') && Math.abs(at - one.at) < SESSION);
  if (strike) return told(strike);
  // Once the sender is through, it makes no attempt.
  const done = [...lines].find(({ text }) => text.startsWith('=> '))?.at ?? Number.POSITIVE_INFINITY;
  const line = [...lines].find(
    ({ at, text }) =>
      at > one.at - BEFORE && at < one.at + AFTER && at <= done && !/^[=*-]> /.test(text) && LOST.test(text),
  );
  if (!line) return undefined;
  // It is one attempt's, and explains no other copy.
  lines.delete(line);
  return `A at ${clock(line.at)}: ${line.text.replace(/\b([a-z2-7]{8})[a-z2-7]{48}\.onion/g, '$1….onion')}`;
}

const told = ({ at, who, signal }: Strike) => `${signal} to ${who} at ${clock(at)}`;
const clock = (at: number) => new Date(at).toISOString().slice(11, 23);
