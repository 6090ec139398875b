/**
 * Milliseconds since the program began, on a clock that nobody sets: the time of day may jump, and neither a deadline nor what
 * the log says may jump with it. `performance.now()` would do, too, but its first call costs a launch some milliseconds.
 */
export const now = () => process.uptime() * 1000;

/** Seconds since `start`, which `now()` gave, with one decimal. */
export const secondsSince = (start: number) => ((now() - start) / 1000).toFixed(1);
