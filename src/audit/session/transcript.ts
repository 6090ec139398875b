import type { Probe, Step, Values } from './probe.js';
import type { Reply } from './replies.js';

/** What was sent at once, and everything that came back before the next was sent. */
export interface Exchange {
  /** The probe it belongs to: the one that was run, one before it, or `quit`. */
  readonly name: string;
  readonly step: Step | undefined;
  /** Latin1, with its CRLF. */
  readonly sent: string;
  readonly replies: readonly Reply[];
}

/** A connection on which one probe was run. */
export interface Transcript {
  readonly probe: Probe;
  readonly values: Values;
  readonly exchanges: readonly Exchange[];
  /** What was said on earlier attempts at it. */
  readonly earlier?: readonly Exchange[];
  /** Why the probe could not be run. */
  readonly untested?: string;
}

/** The first reply to a probe that is not right. */
export function wrongReply(exchanges: readonly Exchange[], { name }: Probe): Reply | undefined {
  return exchanges
    .filter((exchange) => exchange.name === name)
    .flatMap(({ step, replies }) => replies.filter((reply) => step && !isRight(reply, step)))[0];
}

/** Whether a reply is one of those that are: the same code, the same first digit, or the end that is named. */
export function isRight({ code }: Reply, { right }: Step): boolean {
  const sameKind = (each: string) => each.endsWith('xx') && each[0] === code[0] && /^\d{3}$/.test(code);
  return code === 'TLS' || right.some((each) => each === code || sameKind(each));
}

/** A reply as text: its lines, or how the wait for one ended. */
export function said({ code, lines }: Reply): string {
  return lines.length === 0 ? `(${code})` : lines.join('\n');
}
