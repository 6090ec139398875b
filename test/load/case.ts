import type { Front, Site, Way } from './ground/front.js';
import { left } from './ground/left.js';
import type { Onions } from './ground/onions.js';
import { summary } from './ground/tally.js';

/** What a case is played on. */
export interface Stage {
  readonly way: Way;
  /** Its own. */
  readonly folder: string;
  readonly onions: Onions;
  /** Seconds for what the clients have left behind to go. */
  readonly patience: number;
  /** So many in a full run, and fewer in a short one. */
  size(full: number): number;
  /** What sets a ceiling of the shipped files, where it has to be other than shipped: in a short run. */
  ceiling(name: string, full: number): Record<string, string>;
  /** Starts the real ones, and ends them after the case. */
  start(site?: Partial<Site>): Promise<Front>;
}

/** What was done and seen, and what is wrong with it. */
export interface Seen {
  readonly done: string;
  readonly got: string;
  readonly log: string;
  readonly left: string;
  readonly faults: readonly string[];
}

export interface Case {
  readonly name: string;
  readonly ways: readonly Way[];
  play(stage: Stage): Promise<Seen>;
}

/** One case in one way. */
export interface Row extends Seen {
  readonly name: string;
  readonly way: Way;
}

interface Noted {
  readonly done: string;
  readonly got: string;
  readonly faults: readonly string[];
  /** Lines of the log that are of no session. */
  readonly other?: RegExp;
}

/** Adds what is left and what the log says, when all clients have gone. */
export async function conclude(
  stage: Stage,
  front: Front,
  { done, got, faults, other }: Noted,
): Promise<Seen> {
  const rest = await left(front, stage);
  const log = summary(front.log(), other);
  return {
    done,
    got,
    log: log.text,
    left: rest.text,
    faults: [...faults, ...rest.faults, ...log.faults],
  };
}
