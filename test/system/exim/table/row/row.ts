import type { Furniture } from '../machine/furnish.js';
import type { Way } from '../machine/orders.js';

/** What has to come of a message. */
export type Outcome =
  | { readonly kind: 'refused'; readonly words: readonly string[] }
  | { readonly kind: 'waits'; readonly words: readonly string[] }
  /** With this header after Date and Message-ID. */
  | { readonly kind: 'leaves'; readonly header: string }
  /** With this header alone, of an ordinary sender; `*` stands for any value. */
  | { readonly kind: 'leaves whole'; readonly header: string }
  /** As it was written, or not at all: nothing says which. */
  | { readonly kind: 'safe'; readonly header: string }
  | { readonly kind: 'leaves outside' }
  | { readonly kind: 'stays' };

/** A message, how it is handed in, and what has to come of it. */
export interface Row {
  readonly file: string;
  readonly line: number;
  readonly purpose: string;
  /** r1, r2, ...: in the name of every remote domain of the row. */
  readonly id: string;
  readonly way: Way<string>;
  readonly furniture: readonly Furniture[];
  /** As latin1, lines ended by LF. */
  readonly message: string;
  readonly outcome: Outcome;
  /** Envelope commands that the server has to be told. */
  readonly commands: readonly string[];
  /** Words of a refusal besides: for another recipient. */
  readonly also: readonly string[];
  /** Accounts whose mailbox has a copy with the Message-ID that left. */
  readonly mailboxes: readonly string[];
  /** Secrets that the author wrote himself. */
  readonly tells: readonly string[];
}
