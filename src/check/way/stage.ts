/** A step on the way of a message, done or failed. */
export interface Stage {
  readonly name: 'name' | 'port' | 'tor' | 'greeting' | 'ehlo' | 'quit' | 'exim';
  readonly text: string;
  readonly failed: boolean;
  /** Since the way began. */
  readonly seconds: number;
}

export type Tell = (name: Stage['name'], text: string, failed?: boolean) => void;

/** How far it got: to the server and its answer to EHLO, or not, with the reply that says why. */
export interface Outcome {
  readonly reached: boolean;
  /** Code and enhanced status of the reply: `451 4.4.1`. */
  readonly status: string;
  readonly text: string;
  /** Of the server's answer to EHLO. */
  readonly extensions: readonly string[];
}

/** Stages with their times, each handed on as it happens. */
export function stopwatch(show: (stage: Stage) => void): Tell {
  const started = Date.now();
  return (name, text, failed = false) =>
    show({ name, text, failed, seconds: Math.round((Date.now() - started) / 10) / 100 });
}
