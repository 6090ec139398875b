import type { Failure } from '../replies.js';

/** A phase of the session, under way. */
export interface Phase {
  /** Aborted when the phase is to end early; its reason is a Failure. */
  readonly signal: AbortSignal;
  /** What it means if the deadline comes now. */
  late: Failure;
}

/**
 * Runs one phase under one absolute deadline (milliseconds since the epoch): its signal is aborted then, with what `late`
 * is by then, or before that with the reason of `stop`, a Failure too.
 */
export async function within<T>(
  deadline: number,
  late: Failure,
  stop: AbortSignal,
  run: (phase: Phase) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const phase = { signal: over.signal, late };
  const interrupt = () => over.abort(stop.reason);
  const timer = setTimeout(() => over.abort(phase.late), Math.max(0, deadline - Date.now()));
  stop.addEventListener('abort', interrupt);
  if (stop.aborted) interrupt();
  try {
    return await run(phase);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', interrupt);
  }
}
