import { setTimeout as pause } from 'node:timers/promises';
import { patient } from './slowness.js';

/**
 * Polls until `look` gives something truthy and returns it; fails with `what` after `least` seconds, more on a busy machine. It
 * looks every so many milliseconds.
 * For states that nothing announces (a file that appears, a queue that runs dry); where a line is printed, wait for the line.
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  least = 20,
  every = 50,
): Promise<NonNullable<T>> {
  const begun = Date.now();
  for (;;) {
    const seen = await look();
    if (seen) return seen as NonNullable<T>;
    const seconds = (Date.now() - begun) / 1000;
    if (seconds > patient(least)) throw new Error(`waited ${seconds.toFixed(0)} s for ${what}`);
    await pause(every);
  }
}
