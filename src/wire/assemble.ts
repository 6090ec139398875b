import type { Readable, Writable } from 'node:stream';
import type { Peer } from './peer.js';

/**
 * How long a closing socket goes on reading, milliseconds. Closing a socket that holds unread bytes makes the kernel
 * send a reset, which can overtake and destroy our last reply.
 */
const LINGER = 5_000;
/** Octets that are read ahead at most. A reset is only noticed behind what a client has sent before it. */
const AHEAD = 64 * 1024;

/** A peer, and `receive`, to be called with bytes that have come once reading is paused; they are valid until the next ones come. */
export function assemble(
  readable: Readable,
  writable: Writable,
  lingers: boolean,
): { readonly peer: Peer; receive(bytes: Buffer): void } {
  const held: Buffer[] = [];
  const gone = new AbortController();
  let over: 'fin' | 'reset' | undefined;
  let wake = () => {};
  let isAhead = false;
  const goAhead = () => {
    const octets = held.reduce((sum, { length }) => sum + length, 0);
    if (isAhead && octets < AHEAD) readable.resume();
  };

  const lost = () => {
    over ??= 'reset';
    // With a reason: without one, each abort would make an exception with its stack.
    gone.abort('gone');
    wake();
  };
  readable.on('end', () => {
    over ??= 'fin';
    // Node tells of a reset that came together with bytes as of a FIN. Then even a write of nothing fails.
    if (lingers && writable.writable) writable.write('');
    wake();
  });
  readable.on('error', lost);
  writable.on('error', lost);
  readable.on('close', () => over ?? lost());
  writable.on('close', lost);

  const peer: Peer = {
    async read(signal) {
      isAhead = false;
      for (;;) {
        const bytes = held.shift();
        if (bytes) {
          peer.received += bytes.length;
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
      peer.received -= bytes.length;
      if (bytes.length > 0) held.unshift(bytes);
    },
    readAhead() {
      isAhead = true;
      for (const [index, bytes] of held.entries()) held[index] = Buffer.from(bytes);
      goAhead();
    },
    async write(bytes, signal) {
      if (gone.signal.aborted || !writable.writable) return false;
      peer.sent += bytes.length;
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
    async close() {
      writable.end();
      const limit = AbortSignal.timeout(LINGER);
      while (lingers && Buffer.isBuffer(await peer.read(limit)));
      peer.destroy();
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
    held.push(isAhead ? Buffer.from(bytes) : bytes);
    wake();
    // Behind the caller, which pauses.
    queueMicrotask(goAhead);
  };
  return { peer, receive };
}
