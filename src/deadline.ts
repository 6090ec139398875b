import type { Failure } from './reply.js';

/**
 * Runs one phase under one absolute deadline (milliseconds since the epoch). The signal that the phase gets is aborted
 * at the deadline with `late`, and when one of `others` is aborted with that one's reason; each reason is a Failure.
 */
export async function within<T>(
  deadline: number,
  late: Failure,
  others: readonly AbortSignal[],
  phase: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(late), Math.max(0, deadline - Date.now()));
  try {
    return await phase(AbortSignal.any([timer.signal, ...others]));
  } finally {
    clearTimeout(timeout);
  }
}
