/** All that a run leaves for the verdict. Times are milliseconds since 1970. */
export interface Record {
  /** What was handed in, and the server that it is for. */
  readonly sent: readonly { readonly id: string; readonly server: string }[];
  /** What is in the mailboxes. */
  readonly copies: readonly Copy[];
  /** What the servers said yes to, by their logs, each time under an id of their own. */
  readonly taken: readonly Taken[];
  /** What the sender's log has of each message after its arrival. */
  readonly lines: readonly Line[];
  readonly strikes: readonly Strike[];
  /** Messages that are still on a queue. */
  readonly queued: readonly string[];
  /** Messages in the sender's own mailbox: bounces. */
  readonly bounces: number;
  /** What tor-smtp's log has beside its line for each session. */
  readonly faults: readonly string[];
}

export interface Copy {
  readonly id: string;
  readonly server: string;
  readonly intact: boolean;
  /** The server's id. */
  readonly as: string;
}

export interface Taken {
  readonly id: string;
  readonly server: string;
  readonly as: string;
  readonly at: number;
}

export interface Line {
  readonly id: string;
  readonly at: number;
  readonly text: string;
}

/** A signal that was sent. */
export interface Strike {
  readonly at: number;
  readonly who: string;
  readonly signal: string;
  /** The message that an Exim process had in its hands, by the Exim's own id. */
  readonly message?: string;
  /** The same, by the run's. */
  readonly id?: string;
}
