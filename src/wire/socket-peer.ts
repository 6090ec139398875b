import { type ConnectOpts, Socket, type SocketConstructorOpts } from 'node:net';
import { assemble } from './assemble.js';
import type { Peer } from './peer.js';

/** Octets. The read buffer is small at first; where `bulk` is set, it grows with the reads that fill it. */
const SMALLEST_BUFFER = 4 * 1024;
const LARGEST_BUFFER = 1024 * 1024;

/** A peer behind a new socket that reads into one buffer again and again, which saves a stream's work on each chunk. */
export function socketPeer(
  options: SocketConstructorOpts,
  lingers: boolean,
): { readonly peer: Peer; readonly socket: Socket } {
  let buffer = Buffer.allocUnsafeSlow(SMALLEST_BUFFER);
  let fill = (_bytes: Buffer) => {};
  const onread = {
    buffer: () => buffer,
    callback(count: number, bytes: Uint8Array) {
      fill(Buffer.from(bytes.buffer, bytes.byteOffset, count));
      if (peer.bulk && count === buffer.length && count < LARGEST_BUFFER)
        buffer = Buffer.allocUnsafeSlow(count * 2);
      // Pauses the socket until the next read.
      return false;
    },
  };
  const settings: SocketConstructorOpts & ConnectOpts = { ...options, onread, allowHalfOpen: true };
  const socket = new Socket(settings);
  const { peer, receive } = assemble(socket, socket, lingers);
  fill = receive;
  return { peer, socket };
}
