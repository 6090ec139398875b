import type { Failure } from '../replies.js';

/** A phase of the session, while it runs. */
export interface Phase {
  /** Aborted when the phase has to end early; its reason is a Failure. */
  readonly signal: AbortSignal;
  /** What has failed if the deadline passes now. */
  late: Failure;
}

/**
 * Runs one phase with a time limit, milliseconds. Its signal is aborted when the time is up, with `phase.late` as its
 * reason; or when `stop` is aborted, with the reason of `stop`, which has to be a Failure.
 */
export async function within<T>(
  limit: number,
  late: Failure,
  stop: AbortSignal,
  run: (phase: Phase) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const phase = { signal: over.signal, late };
  const interrupt = () => over.abort(stop.reason);
  const timer = setTimeout(() => over.abort(phase.late), limit);
  stop.addEventListener('abort', interrupt);
  if (stop.aborted) interrupt();
  try {
    return await run(phase);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', interrupt);
  }
}
