import type { Duplex } from 'node:stream';
import { type Connection, isOver, openConnection } from './connection.js';
import { chain, octets, type Probe, type Step, type Values } from './probe.js';
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

/** How long a reply may take, milliseconds. */
export interface Patience {
  readonly reply: number;
  /** The same where the server's time-out is waited for. */
  readonly silence: number;
}

export const PATIENCE: Patience = { reply: 60_000, silence: 900_000 };

/**
 * Runs a probe on a connection of its own. Whatever offers to take a message is left at once, unless it is for that
 * that the probe is there: without the final dot nothing is delivered (RFC 5321 4.1.1.4).
 */
export async function runProbe(
  connect: () => Promise<Duplex>,
  probe: Probe,
  values: Values,
  patience: Patience = PATIENCE,
): Promise<Transcript> {
  const exchanges: Exchange[] = [];
  let connection: Connection;
  try {
    connection = openConnection(await connect());
  } catch (error) {
    return { probe, values, exchanges, untested: error instanceof Error ? error.message : String(error) };
  }
  try {
    for (const each of chain(probe)) {
      const time = each === probe && probe.slow ? patience.silence : patience.reply;
      const open = await runSteps(connection, each, values, time, exchanges);
      const wrong = wrongReply(exchanges, each);
      if (each !== probe && (wrong || !open)) {
        const why = wrong ? said(wrong) : 'the connection ended';
        return { probe, values, exchanges, untested: `${each.name}: ${why}` };
      }
      if (!open) return { probe, values, exchanges };
    }
    await leave(connection, patience.reply, exchanges);
    return { probe, values, exchanges };
  } finally {
    connection.close();
  }
}

/** Runs the steps of one probe; returns whether the connection can still be used. */
async function runSteps(
  connection: Connection,
  probe: Probe,
  values: Values,
  time: number,
  exchanges: Exchange[],
): Promise<boolean> {
  for (const step of probe.steps) {
    // Only if all before it was refused, so that it must be refused too.
    if (/^(DATA|BDAT)/i.test(step.send) && wrongReply(exchanges, probe)) return false;
    // A message takes all that goes before it.
    if (probe.sends && wrongReply(exchanges, probe)) return true;
    for (let count = 0; count < step.times; count += 1) {
      const sent = octets(step, values);
      const offered = probe.sends && offersMessage(exchanges);
      const replies = offered
        ? [await connection.message(sent, time)]
        : await connection.exchange(sent, time);
      exchanges.push({ name: probe.name, step, sent, replies });
      if (replies.some(isOver) && !(probe.sends && offersMessage(exchanges))) return false;
      if (!/^STARTTLS/i.test(step.send) || replies[0]?.code !== '220') continue;
      const shown = await connection.startTls(time);
      if (!shown) return false;
      replies.push(shown);
    }
  }
  return true;
}

/** Whether what is sent next is the text of a message. */
export function offersMessage(exchanges: readonly Exchange[]): boolean {
  return exchanges.at(-1)?.replies.at(-1)?.code === '354';
}

/** QUIT. Whatever comes before the answer to it belongs to what was sent before. */
async function leave(connection: Connection, time: number, exchanges: Exchange[]) {
  const replies = await connection.quit(time);
  const late = replies.splice(0, replies.length - 1);
  const last = exchanges.pop();
  if (last) exchanges.push({ ...last, replies: [...last.replies, ...late] });
  exchanges.push({ name: 'quit', step: undefined, sent: 'QUIT\r\n', replies });
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
