import { parseArgs } from 'node:util';

export interface Asked {
  /** 1 for a full run; a short one has so many times fewer connections. */
  readonly scale: number;
  /** Of the cases those whose name, or way, has all of these words. */
  readonly only: readonly string[];
}

/** Of a short run. */
const SHORT = 0.1;

export const USAGE = 'usage: npm run load -- [--short] [--only WORDS]';

/** Reads the command line; throws what is wrong with it. */
export function readOptions(args: readonly string[]): Asked {
  const { values } = parseArgs({
    args: [...args],
    options: { short: { type: 'boolean' }, only: { type: 'string' } },
  });
  return {
    scale: values.short ? SHORT : 1,
    only: values.only?.toLowerCase().split(/\s+/).filter(Boolean) ?? [],
  };
}
