import type { Cancellation } from './cancellation.js';
/** The result of a read: bytes, how the peer stopped sending, or that the caller stopped waiting. */
export type Read = Buffer | 'fin' | 'reset' | 'cancelled';

/** One of the two that we connect, client or server. Bytes are pulled, so a slow reader slows the sender. */
export interface Peer {
  /**
   * The next bytes, valid until the next read. After 'fin' or 'reset' every read gives that again; after 'cancelled' nothing
   * is lost. One read at a time.
   */
  read(cancellation?: Cancellation<unknown>): Promise<Read>;
  /** Puts bytes back in front of what comes next. */
  unread(bytes: Buffer): void;
  /** Begins the next reads, so that the loss of this peer is noticed before its bytes are wanted. */
  readAhead(): void;
  /** Sends bytes (a string is latin1). Resolves when the kernel has them; with false if the peer is gone or the wait cancelled. */
  write(bytes: Buffer | string, cancellation?: Cancellation<unknown>): Promise<boolean>;
  /** Sends FIN, then closes. */
  close(): Promise<void>;
  /** Closes at once. */
  destroy(): void;
  /** Happens when the connection was reset or closed: the peer takes no more bytes. */
  readonly gone: Cancellation<'gone'>;
  /** Set when many bytes are to be expected: reads may then be large. */
  bulk: boolean;
  /** Bytes read from and sent to this peer so far. */
  received: number;
  sent: number;
}
