import type { Kind } from './giveaways.js';

/** Something that gives the operator away. */
export interface Finding {
  readonly kind: Kind;
  /** What it gives away. */
  readonly what: string;
  /** The text that does so. */
  readonly text: string;
  /** The probes in which it was seen, by name. */
  readonly probes: readonly string[];
  /** What was sent in the first of them, and what came back. */
  readonly sent: string;
  readonly received: string;
  /** What to do about it. */
  readonly cure: string;
}
