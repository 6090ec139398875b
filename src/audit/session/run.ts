import type { Duplex } from 'node:stream';
import { type Connection, isOver, openConnection } from './connection.js';
import { chain, octets, type Probe, type Values } from './probe.js';
import { type Exchange, said, type Transcript, wrongReply } from './transcript.js';

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
