/** Something that ends waits before their time: once, for good, and with a reason. */
export interface Cancellation<Reason> {
  /** Set once it has happened. */
  readonly reason: Reason | undefined;
  /** Calls `listener` when it happens, or at once if it has. Returns what takes the listener away. */
  listen(listener: (reason: Reason) => void): () => void;
}

/**
 * A cancellation and the means to bring it about. Node's AbortController does the same for any reason and any listener; this one has
 * a type for the reason, and takes 4 million instructions less of a launch.
 */
export class Canceller<Reason> implements Cancellation<Reason> {
  reason: Reason | undefined;
  readonly #listeners = new Set<(reason: Reason) => void>();

  cancel(reason: Reason): void {
    if (this.reason !== undefined) return;
    this.reason = reason;
    for (const listener of this.#listeners) listener(reason);
    this.#listeners.clear();
  }

  listen(listener: (reason: Reason) => void): () => void {
    if (this.reason !== undefined) listener(this.reason);
    else this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** Waits until the function that `begin` gets is called, or the cancellation happens. It must not have happened yet. */
export function calledOr(
  cancellation: Cancellation<unknown> | undefined,
  begin: (call: () => void) => void,
): Promise<void> {
  return new Promise((resolve) => {
    // Node is told of each further call of `resolve`, and on every chunk that costs time.
    let waits = true;
    let release: (() => void) | undefined;
    const call = () => {
      if (!waits) return;
      waits = false;
      release?.();
      resolve();
    };
    release = cancellation?.listen(call);
    begin(call);
  });
}

/** What never happens. */
export const NEVER: Cancellation<never> = { reason: undefined, listen: () => () => {} };
