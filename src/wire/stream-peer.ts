import type { Readable, Writable } from 'node:stream';
import { assemble } from './assemble.js';
import type { Peer } from './peer.js';

/** A peer behind two streams, or behind one that is both. `lingers` is for sockets, whose peer may still be sending. */
export function streamPeer(readable: Readable, writable: Writable, lingers: boolean): Peer {
  const { peer, receive } = assemble(readable, writable, lingers);
  readable.on('data', (bytes: Buffer) => {
    readable.pause();
    receive(bytes);
  });
  readable.pause();
  return peer;
}
