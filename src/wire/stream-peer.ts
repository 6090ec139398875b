import type { Readable, Writable } from 'node:stream';
import { Canceller, calledOr } from './cancellation.js';
import type { Peer } from './peer.js';

/**
 * How long a closing socket goes on reading, milliseconds. Closing a socket that holds unread bytes makes the kernel
 * send a reset, which can overtake and destroy our last reply.
 */
const LINGER = 5_000;
/** Octets that are read ahead at most. A reset is only noticed behind what a client has sent before it. */
const AHEAD = 64 * 1024;

/** A peer behind two streams, or behind one that is both. `lingers` is for sockets, whose peer may still be sending. */
export function streamPeer(readable: Readable, writable: Writable, lingers: boolean): Peer {
  const { peer, receive } = assemble(readable, writable, lingers);
  readable.on('data', (bytes: Buffer) => {
    if (!receive(bytes)) readable.pause();
  });
  readable.pause();
  return peer;
}

/** A peer, and `receive`, to be called with bytes that have come. It says whether more may come now, and these change then. */
export function assemble(
  readable: Readable,
  writable: Writable,
  lingers: boolean,
): { readonly peer: Peer; receive(bytes: Buffer): boolean } {
  const held: Buffer[] = [];
  const gone = new Canceller<'gone'>();
  let over: 'fin' | 'reset' | undefined;
  let wake = () => {};
  let isAhead = false;
  const hasRoom = () => held.reduce((octets, { length }) => octets + length, 0) < AHEAD;

  const lost = () => {
    over ??= 'reset';
    gone.cancel('gone');
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
    async read(cancellation) {
      isAhead = false;
      for (;;) {
        const bytes = held.shift();
        if (bytes) {
          peer.received += bytes.length;
          return bytes;
        }
        if (over) return over;
        if (cancellation?.reason) return 'cancelled';
        await calledOr(cancellation, (call) => {
          wake = call;
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
      held.splice(0, held.length, ...held.map((bytes) => Buffer.from(bytes)));
      if (hasRoom()) readable.resume();
    },
    async write(bytes, cancellation) {
      if (gone.reason || !writable.writable) return false;
      peer.sent += bytes.length;
      let flushed = () => {};
      writable.write(bytes, 'latin1', () => flushed());
      if (writable.writableLength > 0 && !cancellation?.reason) {
        await calledOr(cancellation, (call) => {
          flushed = call;
        });
      }
      return !gone.reason && !cancellation?.reason;
    },
    async close() {
      writable.end();
      const limit = new Canceller<'over'>();
      const timer = setTimeout(() => limit.cancel('over'), LINGER);
      while (lingers && Buffer.isBuffer(await peer.read(limit)));
      clearTimeout(timer);
      peer.destroy();
    },
    destroy() {
      readable.destroy();
      writable.destroy();
    },
    gone,
    bulk: false,
    received: 0,
    sent: 0,
  };
  const receive = (bytes: Buffer) => {
    held.push(isAhead ? Buffer.from(bytes) : bytes);
    wake();
    return isAhead && hasRoom();
  };
  return { peer, receive };
}
