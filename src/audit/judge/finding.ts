import type { Kind } from './giveaways.js';

/** Something that gives the operator away. */
export interface Finding {
  readonly kind: Kind;
  /** What it gives away. */
  readonly what: string;
  /** The very text. */
  readonly text: string;
  /** Where it was seen, by the names of the probes. */
  readonly probes: readonly string[];
  /** What was sent there, and what came back: those of the first. */
  readonly sent: string;
  readonly received: string;
  /** What to do about it. */
  readonly cure: string;
}
