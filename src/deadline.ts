import type { Failure } from './reply.js';

/**
 * Runs one phase under one absolute deadline (milliseconds since the epoch). The signal that the phase gets is aborted
 * at the deadline with `late`, or before it with the reason of `stop`; either is a Failure.
 */
export async function within<T>(
  deadline: number,
  late: Failure,
  stop: AbortSignal,
  phase: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const interrupt = () => over.abort(stop.reason);
  const timer = setTimeout(() => over.abort(late), Math.max(0, deadline - Date.now()));
  stop.addEventListener('abort', interrupt);
  if (stop.aborted) interrupt();
  try {
    return await phase(over.signal);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', interrupt);
  }
}
