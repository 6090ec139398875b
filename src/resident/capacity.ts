import { readFileSync } from 'node:fs';

/** Descriptors for the process itself, and for clients that are told to come again. */
const RESERVE = 48;

/** How many sessions the limit of open files allows, at two descriptors each. Without /proc that is not known. */
export function capacity(): number {
  try {
    const [, limit = ''] =
      readFileSync('/proc/self/limits', 'latin1').match(/^Max open files\s+(\d+)/m) ?? [];
    return limit === '' ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor((Number(limit) - RESERVE) / 2));
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
