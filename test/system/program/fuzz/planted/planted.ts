import type { Mutation } from '../mutant.js';

/** A fault, and what the sessions have to say about it. */
export interface Planted extends Mutation {
  readonly what: string;
  readonly found: RegExp;
  /** Which sessions, as arguments, in place of the usual ones. */
  readonly sessions?: string;
}
