import { once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Destination } from '../../hello.js';
import type { SocksAddress } from '../../options.js';
import { isFailure, TOR_SILENT } from '../../replies.js';
import { credentials } from '../../server/isolation.js';
import { dial } from '../../server/socks.js';
import { NEVER } from '../../wire/cancellation.js';
import { within } from '../../wire/deadline.js';
import { duplexOf } from '../../wire/duplex.js';

/** The server under audit: an onion, through Tor, or its port on this machine. */
export type Target =
  | { readonly kind: 'onion'; readonly onion: Destination; readonly socks: SocksAddress }
  | { readonly kind: 'port'; readonly address: SocksAddress };

/** For a dial through Tor, milliseconds: Tor's SocksTimeout is 2 minutes. */
const DIAL = 150_000;
/** For a connection to a port, milliseconds. */
const CONNECT = 30_000;

/**
 * Returns what opens a connection to the target, or throws an error that says why not. Through Tor all connections share a
 * circuit, since the operator may know where the probes come from; or `streams` of them in a row do.
 */
export function connector(target: Target, streams = Number.POSITIVE_INFINITY): () => Promise<Duplex> {
  if (target.kind === 'port') return () => directly(target.address);
  const { onion, socks } = target;
  let shared = credentials('destination', undefined, onion);
  let count = 0;
  return async () => {
    count += 1;
    if (count % streams === 0) shared = credentials('connection', undefined, onion);
    return throughTor(onion, socks, await shared);
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
  shared: Awaited<ReturnType<typeof credentials>>,
): Promise<Duplex> {
  const peer = await within(DIAL, TOR_SILENT, NEVER, ({ cancellation }) =>
    dial(socks, onion, shared, cancellation),
  );
  if (isFailure(peer)) throw new Error(`no connection: ${peer.reply.text}`);
  return duplexOf(peer);
}
