import type { Duplex } from 'node:stream';
import { type Connection, openConnection } from '../session/connection.js';
import type { Reply } from '../session/replies.js';
import { offersMessage } from '../session/run.js';
import { type Exchange, said } from '../session/transcript.js';

/** A way into the machine. */
export interface Door {
  /** As it was given. */
  readonly name: string;
  readonly connect: () => Promise<Duplex>;
  /** For a reply, milliseconds. */
  readonly time: number;
}

/** What is said, without its line end, and the code that it has to be answered with; '' is for the greeting. */
export type Line = readonly [said: string, code: string];

export const GREETING: Line = ['', '220'];

/** A connection that is open, unless there is none; and all that was said on it. */
export interface Visit {
  readonly connection: Connection | undefined;
  readonly exchanges: readonly Exchange[];
  /** Everything was answered as it has to be. */
  readonly welcome: boolean;
}

/** Says the lines, as far as all before was answered as it has to be; `name` is for the report. */
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

/** Politely, so that the server knows at once. */
export async function leave({ connection, exchanges }: Visit, { time }: Door) {
  if (!offersMessage(exchanges)) await connection?.quit(time);
  connection?.close();
}

/** All that the server said. */
export const heard = ({ exchanges }: Pick<Visit, 'exchanges'>) =>
  exchanges.map(({ replies }) => replies.map(said).join('\n')).join('\n');

/** The last of it. */
export const lastSaid = ({ exchanges }: Pick<Visit, 'exchanges'>) =>
  heard({ exchanges: exchanges.slice(-1) });
