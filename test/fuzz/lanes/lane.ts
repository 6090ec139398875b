import type { Socket } from 'node:net';
import type { DialPlan } from '../plan/plan.js';
import type { Bell } from '../session/party.js';
import type { Dial } from '../session/tor.js';

/** A way to the program: a resident process, or one launched for each session. */
export interface Lane {
  /** Its options, besides --socks. */
  readonly options: string;
  enter(guest: Guest): Promise<Entered>;
  /** To be called when a session is over, however it ended. */
  leave(guest: Guest): void;
  /** What is wrong with the process as a whole; to be called when no session is under way. */
  look(): Promise<string | undefined>;
  /** Whether a process of its own has ended, so that there can be no further session. */
  hasEnded(): boolean;
  stop(): Promise<void>;
}

/** A session, as far as it is the lane's affair. */
export interface Guest {
  /** The destinations that are its own, so that a dial leads back to it. */
  readonly onions: readonly string[];
  /** Its lines of the map, where the program has one. */
  readonly map: readonly string[];
  readonly bell: Bell;
  /** What its client has said. */
  sent(): string;
  /** What the SOCKS port answers its next connection, if that is not the usual. */
  odd(): DialPlan['odd'];
  /** A connection to the SOCKS port is there. */
  arrive(dial: Dial): void;
  /** Its client is gone, so that a dial may still come when it is over. */
  isAdrift(): boolean;
  /** The lines that the log has about it, at least and at most, when it is over. */
  logged(): readonly [number, number];
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
export function wrongWithLog(log: string, guest: Guest): string | undefined {
  const lines = log.split('\n').slice(0, -1);
  const [least, most] = guest.logged();
  if (lines.length < least || lines.length > most)
    return `${lines.length} lines in the log: ${JSON.stringify(log.slice(0, 1000))}`;
  return lines.map(wrongWith).find((wrong) => wrong !== undefined);
}
