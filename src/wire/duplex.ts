import { Duplex } from 'node:stream';
import type { Peer } from './peer.js';

/** A peer as a stream, for what can only be laid over one: TLS. Nothing else may read the peer meanwhile. */
export function duplexOf(peer: Peer): Duplex {
  const stream: Duplex = new Duplex({
    read() {
      // A peer's bytes are valid until its next read only.
      void peer.read().then((bytes) => stream.push(Buffer.isBuffer(bytes) ? Buffer.from(bytes) : null));
    },
    write(bytes: Buffer, _encoding, done) {
      void peer.write(bytes).then(() => done());
    },
    destroy(error, done) {
      peer.destroy();
      done(error);
    },
  });
  return stream;
}
