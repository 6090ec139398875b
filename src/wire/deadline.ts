import { type Cancellation, Canceller } from './cancellation.js';

/** A phase of the session, while it runs. */
export interface Phase<Reason> {
  /** Happens when the phase has to end early. */
  readonly cancellation: Cancellation<Reason>;
  /** What has failed if the deadline passes now. */
  late: Reason;
}

/**
 * Runs one phase with a time limit, milliseconds. It is cancelled when the time is up, with `phase.late` as the reason; or when `stop`
 * happens, with the reason of that.
 */
export async function within<T, Reason>(
  limit: number,
  late: Reason,
  stop: Cancellation<Reason>,
  run: (phase: Phase<Reason>) => Promise<T>,
): Promise<T> {
  const cancellation = new Canceller<Reason>();
  const phase = { cancellation, late };
  const timer = setTimeout(() => cancellation.cancel(phase.late), limit);
  const release = stop.listen((reason) => cancellation.cancel(reason));
  try {
    return await run(phase);
  } finally {
    clearTimeout(timer);
    release();
  }
}
