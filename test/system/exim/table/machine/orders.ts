/** How a message is handed in: by the sendmail command, by its dialogue (-bs), or by TCP. An account is a name, or a number. */
export type Way<Account> =
  | { readonly kind: 'sendmail'; readonly account: Account; readonly args: readonly string[] }
  | { readonly kind: 'dialogue'; readonly account: Account; readonly envelope: readonly string[] }
  | {
      readonly kind: 'port';
      readonly port: number;
      /** The name given to AUTH; '' for none. */
      readonly login: string;
      /** The client's address. */
      readonly from: string;
      readonly envelope: readonly string[];
    };

/** One message for the machine, and what came of it: what goes between a test and inside.ts. */
export interface Submission {
  readonly id: string;
  readonly way: Way<number>;
  /** latin1, lines ended by LF. */
  readonly message: string;
}

export interface Submitted {
  readonly id: string;
  /** What the sendmail command printed, or the dialogue. */
  readonly said: string;
  readonly code: number | null;
}

/** A session at tor-smtp's port. */
export interface Left {
  readonly commands: readonly string[];
  readonly messages: readonly string[];
}

export interface Work {
  readonly submissions: readonly Submission[];
  /** How many at once. */
  readonly parallel: number;
  /** Hands dialogues in so many at a time, and has the queue run after all of them. */
  readonly batch?: number;
}
export interface Done {
  readonly submitted: readonly Submitted[];
  readonly left: readonly Left[];
}

export const PASSWORD = 'open sesame';
export const PROXY_PORT = 12668;
