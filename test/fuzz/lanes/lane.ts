import type { Socket } from 'node:net';
import type { Session } from '../session/state.js';

/** A way to the program: a resident process, or one launched for each session. */
export interface Lane {
  /** Its options, besides --socks. */
  readonly options: string;
  enter(session: Session): Promise<Entered>;
  /** To be called when a session is over, however it ended. */
  leave(session: Session): void;
  /** What is wrong with the process as a whole; to be called when no session is under way. */
  look(): Promise<string | undefined>;
  /** Whether a process of its own has ended, so that there can be no further session. */
  hasEnded(): boolean;
  stop(): Promise<void>;
}

/** A session's connection. */
export interface Entered {
  readonly client: Socket;
  /** Resolves with the exit status, 0 for a resident process that goes on; 'late' if there is no end. */
  ended(): Promise<number | string>;
  /** What is wrong with the log. */
  complaint(): string | undefined;
}

/** What is wrong with a line of the log. */
export function wrongWith(line: string): string | undefined {
  if (/\.(onion|tor)\b|\.example\b/i.test(line)) return `a name in the log: ${line}`;
  return /\boutcome=.* seconds=[\d.]+$/.test(line) ? undefined : `in the log: ${line}`;
}

/** The same of what a log holds for one session. */
export function wrongWithLog(log: string): string | undefined {
  const lines = log.split('\n').slice(0, -1);
  if (lines.length !== 1) return `${lines.length} lines in the log: ${JSON.stringify(log.slice(0, 1000))}`;
  return wrongWith(lines[0] ?? '');
}
