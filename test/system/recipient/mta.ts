import type { Machine } from '../../support/machine/machine.js';

/** A Debian's own mail server on a machine of its own, that sends by tor-smtp --by-recipient. It takes mail at port 25. */
export interface Mta {
  readonly machine: Machine;
  log(): string;
  /** The recipients that the log says are delivered, and those that are refused for good. */
  sent(): ReadonlySet<string>;
  bounced(): ReadonlySet<string>;
  /** What waits, with its recipients. */
  queue(): Promise<string>;
  /** Attempts what waits. */
  hurry(): Promise<unknown>;
}

export interface MtaSite {
  readonly folder: string;
  /** For tor-smtp, behind --by-recipient. */
  readonly options: readonly string[];
}

/** The first group of each match in a text. */
export function found(text: string, pattern: RegExp): ReadonlySet<string> {
  return new Set([...text.matchAll(pattern)].map(([, group = '']) => group));
}
