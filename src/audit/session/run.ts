import type { Duplex } from 'node:stream';
import { type Connection, isOver, openConnection } from './connection.js';
import { chain, octets, type Probe, type Values } from './probe.js';
import { type Exchange, replyText, type Transcript, wrongReply } from './transcript.js';

/** How long the wait for a reply may be, milliseconds. */
export interface Timeouts {
  readonly reply: number;
  /** For probes that wait for a time-out of the server. */
  readonly silence: number;
}

/** Exim's own time-outs are 5 minutes. */
export const TIMEOUTS: Timeouts = { reply: 60_000, silence: 900_000 };

/**
 * Runs a probe on a connection of its own. When a server offers to take a message, the connection is closed, unless the
 * probe is there to send one: without the final dot nothing is delivered (RFC 5321 4.1.1.4).
 */
export async function runProbe(
  connect: () => Promise<Duplex>,
  probe: Probe,
  values: Values,
  timeouts: Timeouts = TIMEOUTS,
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
      const time = each === probe && probe.slow ? timeouts.silence : timeouts.reply;
      const open = await runSteps(connection, each, values, time, exchanges);
      const wrong = wrongReply(exchanges, each);
      if (each !== probe && (wrong || !open)) {
        const why = wrong ? replyText(wrong) : 'the connection ended';
        return { probe, values, exchanges, untested: `${each.name}: ${why}` };
      }
      if (!open) return { probe, values, exchanges };
    }
    await leave(connection, timeouts.reply, exchanges);
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
    // DATA is sent only if all before it was refused as it has to be, so that DATA must be refused too.
    if (/^(DATA|BDAT)/i.test(step.send) && wrongReply(exchanges, probe)) return false;
    // A message is sent only if all that goes before it was accepted.
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

/** Says QUIT. Replies that come before the answer to it belong to what was sent before. */
async function leave(connection: Connection, time: number, exchanges: Exchange[]) {
  const replies = await connection.quit(time);
  const late = replies.splice(0, replies.length - 1);
  const last = exchanges.pop();
  if (last) exchanges.push({ ...last, replies: [...last.replies, ...late] });
  exchanges.push({ name: 'quit', step: undefined, sent: 'QUIT\r\n', replies });
}
