import type { Lane } from './lanes/lane.js';

/** Where the client says its destination: in its hello, or, for --by-recipient, in RCPT. */
export const BYS = ['hello', 'recipient'] as const;
export type By = (typeof BYS)[number];

/** Seconds in the options of a process whose deadlines are met. */
export const SHORT = 5;
/** Seconds that may be late about a deadline. */
export const SLACK = 5;

/** A session as it follows from its seed, to be carried out. */
export interface Case {
  readonly seed: number;
  readonly by: By;
  /** It is there for a deadline. */
  readonly isTimed: boolean;
  /** Its SOCKS port answers oddly. */
  readonly isOdd: boolean;
  /** On a lane of its kind. */
  carryOut(lane: Lane): Promise<Found | undefined>;
}

/** What went wrong in a session, and the transcript that has it. */
export interface Found {
  readonly seed: number;
  readonly what: string;
  readonly transcript: string;
}
