import { once } from 'node:events';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import type { Destination } from '../../hello.js';
import type { SocksAddress } from '../../options.js';
import { isFailure, TOR_SILENT } from '../../replies.js';
import { credentials } from '../../server/isolation.js';
import { dial } from '../../server/socks.js';
import type { Peer } from '../../wire/peer.js';

/** The server under audit: an onion, through Tor, or its port on this machine. */
export type Target =
  | { readonly kind: 'onion'; readonly onion: Destination; readonly socks: SocksAddress }
  | { readonly kind: 'port'; readonly address: SocksAddress };

/** For a dial through Tor, milliseconds: Tor's SocksTimeout is 2 minutes. */
const DIAL = 150_000;
const CONNECT = 30_000;

/**
 * How to open a connection to it; an error says why it failed. All connections may share a circuit, who the probes come
 * from is no secret from the server's own operator; or only so many in a row.
 */
export function connector(target: Target, streams = Number.POSITIVE_INFINITY): () => Promise<Duplex> {
  if (target.kind === 'port') return () => directly(target.address);
  const { onion, socks } = target;
  let shared = credentials('destination', undefined, onion);
  let count = 0;
  return () => {
    count += 1;
    if (count % streams === 0) shared = credentials('connection', undefined, onion);
    return throughTor(onion, socks, shared);
  };
}

async function directly(address: SocksAddress): Promise<Duplex> {
  const socket = connect({ ...address, noDelay: true });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT) });
    return socket;
  } catch (error) {
    socket.destroy();
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`no connection: ${code === 'ABORT_ERR' ? 'no answer' : code}`);
  }
}

async function throughTor(
  onion: Destination,
  socks: SocksAddress,
  shared: ReturnType<typeof credentials>,
): Promise<Duplex> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(TOR_SILENT), DIAL);
  const peer = await dial(socks, onion, shared, late.signal).finally(() => clearTimeout(timer));
  if (isFailure(peer)) throw new Error(`no connection: ${peer.reply.text}`);
  return duplexOf(peer);
}

/** A peer as a stream, which TLS can be laid over. */
function duplexOf(peer: Peer): Duplex {
  const stream: Duplex = new Duplex({
    read() {
      // What a peer gives is good until its next read only.
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
