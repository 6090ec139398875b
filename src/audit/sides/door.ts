import type { Duplex } from 'node:stream';
import { type Connection, openConnection } from '../session/connection.js';
import type { Reply } from '../session/replies.js';
import { offersMessage } from '../session/run.js';
import { type Exchange, repliesText } from '../session/transcript.js';

/** A way into the machine: something that can be connected to. */
export interface Door {
  /** As it was given. */
  readonly name: string;
  readonly connect: () => Promise<Duplex>;
  /** How long to wait for a reply, milliseconds. */
  readonly time: number;
}

/** What is sent, without its line end, and the code that has to come back; '' waits for the greeting. */
export type Line = readonly [text: string, code: string];

/** Waits for the greeting. */
export const GREETING: Line = ['', '220'];

/** A connection, if there is one, and all that was said on it. */
export interface Visit {
  readonly connection: Connection | undefined;
  readonly exchanges: readonly Exchange[];
  /** Every line had the code that it has to have. */
  readonly welcome: boolean;
}

/** Connects and sends the lines, until one is not answered as it has to be. `name` is for the report. */
export async function visit({ connect, time }: Door, name: string, lines: readonly Line[]): Promise<Visit> {
  const exchanges: Exchange[] = [];
  const add = (sent: string, replies: readonly Reply[]) =>
    exchanges.push({ name, step: undefined, sent, replies });
  let connection: Connection;
  try {
    connection = openConnection(await connect());
  } catch (error) {
    add('', [{ code: 'close', lines: [error instanceof Error ? error.message : String(error)] }]);
    return { connection: undefined, exchanges, welcome: false };
  }
  for (const [line, code] of lines) {
    const sent = line === '' ? '' : `${line}\r\n`;
    const replies = offersMessage(exchanges)
      ? [await connection.message(sent, time)]
      : await connection.exchange(sent, time);
    add(sent, replies);
    if (replies.some((reply) => reply.code !== code)) return { connection, exchanges, welcome: false };
  }
  return { connection, exchanges, welcome: true };
}

/** Says QUIT, so that the server forgets the connection at once, and closes. */
export async function leave({ connection, exchanges }: Visit, { time }: Door) {
  if (!offersMessage(exchanges)) await connection?.quit(time);
  connection?.close();
}

/** All that the server said. */
export const allReplies = ({ exchanges }: Visit) => exchanges.map(repliesText).join('\n');

/** What the server said last. */
export const lastReplies = ({ exchanges }: Visit) => exchanges.slice(-1).map(repliesText).join('\n');
