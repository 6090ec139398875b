import { setTimeout as pause } from 'node:timers/promises';

/**
 * Polls until `look` gives something truthy and returns it; fails with `what` after `seconds`.
 * For states that nothing announces (a file that appears, a queue that runs dry); where a line is printed, wait for the line.
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  seconds = 20,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen) return seen as NonNullable<T>;
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s for ${what}`);
    await pause(50);
  }
}
