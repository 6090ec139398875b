import type { Probe, Step, Values } from './probe.js';
import type { Reply } from './replies.js';

/** What was sent at once, and everything that came back before the next was sent. */
export interface Exchange {
  /** The name of the probe it belongs to: the one that was run or one before it; or `quit`. */
  readonly name: string;
  /** The step of that probe; undefined for QUIT, and for what no probe says. */
  readonly step: Step | undefined;
  /** As it was sent, in latin1, with the CRLF. */
  readonly sent: string;
  readonly replies: readonly Reply[];
}

/** A connection on which one probe was run. */
export interface Transcript {
  readonly probe: Probe;
  readonly values: Values;
  readonly exchanges: readonly Exchange[];
  /** What was said on earlier attempts at the probe. */
  readonly earlier?: readonly Exchange[];
  /** Why the probe could not be run, if it could not. */
  readonly untested?: string;
}

/** The first reply to a probe that is not right. */
export function wrongReply(exchanges: readonly Exchange[], { name }: Probe): Reply | undefined {
  return exchanges
    .filter((exchange) => exchange.name === name)
    .flatMap(({ step, replies }) => replies.filter((reply) => step && !isRight(reply, step)))[0];
}

/** Whether a reply is one of those that are right: by its code, by its first digit (`5xx`), or as `close` or `silence`. */
export function isRight({ code }: Reply, { right }: Step): boolean {
  const sameKind = (each: string) => each.endsWith('xx') && each[0] === code[0] && /^\d{3}$/.test(code);
  return code === 'TLS' || right.some((each) => each === code || sameKind(each));
}

/** A reply as text: its lines, or how the wait for one ended. */
export function replyText({ code, lines }: Reply): string {
  return lines.length === 0 ? `(${code})` : lines.join('\n');
}

/** All replies of an exchange as text. */
export function repliesText({ replies }: Exchange): string {
  return replies.map(replyText).join('\n');
}
