import { type ConnectOpts, Socket, type SocketConstructorOpts } from 'node:net';
import type { Readable, Writable } from 'node:stream';

/** What a read gives: bytes, or how the other side stopped sending, or that the wait was called off. */
export type Read = Buffer | 'end' | 'reset' | 'aborted';

/** One end of the mail connection, the client or the server. Bytes are pulled, so a slow reader slows the sender. */
export interface End {
  /**
   * The next bytes, good until the next read; after 'end' or 'reset' that again, for ever; after 'aborted' nothing is
   * lost. One read at a time.
   */
  read(signal?: AbortSignal): Promise<Read>;
  /** Puts bytes back in front of what comes next. */
  unread(bytes: Buffer): void;
  /** Begins the next read, so that a loss of this end is noticed before somebody wants the bytes. */
  readAhead(): void;
  /** Sends bytes (a string is latin1); resolves when the kernel has them, with false if this end is gone or the wait called off. */
  write(bytes: Buffer | string, signal?: AbortSignal): Promise<boolean>;
  /** Sends FIN, then closes. */
  finish(): Promise<void>;
  /** Closes at once. */
  destroy(): void;
  /** Aborted when this end was reset or closed: it takes no more bytes. */
  readonly gone: AbortSignal;
  /** Much is to be expected: reads may be large. */
  bulk: boolean;
  /** Bytes read from and sent to this end so far. */
  received: number;
  sent: number;
}

/**
 * How long a closing socket goes on reading, milliseconds. To close a socket that holds unread bytes makes the kernel
 * send a reset, which can overtake and destroy our last reply.
 */
const LINGER = 5_000;

/** Octets. A read buffer is small while little flows, and in bulk grows with the reads that fill it. */
const SMALLEST_BUFFER = 4 * 1024;
const LARGEST_BUFFER = 1024 * 1024;

/** An end made of two streams, or of one that is both. `lingers` is for sockets: their peer may still be sending. */
export function endOf(readable: Readable, writable: Writable, lingers: boolean): End {
  const { end, receive } = assemble(readable, writable, lingers);
  readable.on('data', (bytes: Buffer) => {
    readable.pause();
    receive(bytes);
  });
  readable.pause();
  return end;
}

/** An end made of a new socket that reads into one buffer again and again, which spares a stream's work on each chunk. */
export function socketEnd(
  options: SocketConstructorOpts,
  lingers: boolean,
): { readonly end: End; readonly socket: Socket } {
  let buffer = Buffer.allocUnsafeSlow(SMALLEST_BUFFER);
  let fill = (_bytes: Buffer) => {};
  const onread = {
    buffer: () => buffer,
    callback(count: number, bytes: Uint8Array) {
      fill(Buffer.from(bytes.buffer, bytes.byteOffset, count));
      if (end.bulk && count === buffer.length && count < LARGEST_BUFFER)
        buffer = Buffer.allocUnsafeSlow(count * 2);
      // No more until it is wanted.
      return false;
    },
  };
  const settings: SocketConstructorOpts & ConnectOpts = { ...options, onread, allowHalfOpen: true };
  const socket = new Socket(settings);
  const { end, receive } = assemble(socket, socket, lingers);
  fill = receive;
  return { end, socket };
}

/** The end, and what has to be called with bytes that have come, after reading was stopped. */
function assemble(
  readable: Readable,
  writable: Writable,
  lingers: boolean,
): { end: End; receive(bytes: Buffer): void } {
  const held: Buffer[] = [];
  const gone = new AbortController();
  let over: 'end' | 'reset' | undefined;
  let wake = () => {};

  const lost = () => {
    over ??= 'reset';
    // With a reason, or each abort would make an exception with its stack.
    gone.abort('gone');
    wake();
  };
  readable.on('end', () => {
    over ??= 'end';
    wake();
  });
  readable.on('error', lost);
  writable.on('error', lost);
  readable.on('close', () => over ?? lost());
  writable.on('close', lost);

  const end: End = {
    async read(signal) {
      for (;;) {
        const bytes = held.shift();
        if (bytes) {
          end.received += bytes.length;
          return bytes;
        }
        if (over) return over;
        if (signal?.aborted) return 'aborted';
        await new Promise<void>((resolve) => {
          wake = () => {
            signal?.removeEventListener('abort', wake);
            resolve();
          };
          signal?.addEventListener('abort', wake);
          readable.resume();
        });
      }
    },
    unread(bytes) {
      end.received -= bytes.length;
      if (bytes.length > 0) held.unshift(bytes);
    },
    readAhead() {
      if (held.length === 0) readable.resume();
    },
    async write(bytes, signal) {
      if (gone.signal.aborted || !writable.writable) return false;
      end.sent += bytes.length;
      let flushed = () => {};
      writable.write(bytes, 'latin1', () => flushed());
      if (writable.writableLength > 0 && !signal?.aborted) {
        await new Promise<void>((resolve) => {
          flushed = () => {
            signal?.removeEventListener('abort', flushed);
            resolve();
          };
          signal?.addEventListener('abort', flushed);
        });
      }
      return !gone.signal.aborted && !signal?.aborted;
    },
    async finish() {
      writable.end();
      const patience = AbortSignal.timeout(LINGER);
      while (lingers && Buffer.isBuffer(await end.read(patience)));
      end.destroy();
    },
    destroy() {
      readable.destroy();
      writable.destroy();
    },
    gone: gone.signal,
    bulk: false,
    received: 0,
    sent: 0,
  };
  const receive = (bytes: Buffer) => {
    held.push(bytes);
    wake();
  };
  return { end, receive };
}
