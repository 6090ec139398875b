import { once } from 'node:events';
import type { Destination } from '../../hello.js';
import type { SocksAddress } from '../../options.js';
import type { Failure } from '../../replies.js';
import { credentials } from '../../server/isolation.js';
import { dial } from '../../server/socks.js';
import type { Cancellation } from '../../wire/cancellation.js';
import type { Peer } from '../../wire/peer.js';
import { socketPeer } from '../../wire/socket-peer.js';
import type { Stage } from './stage.js';

/** A way in: how it is opened, what is said there, and which stage each part is. */
export interface Door {
  open(cancellation: Cancellation<Failure>): Promise<Peer | Failure>;
  /** Of EHLO. */
  readonly names: string;
  readonly first: Stage['name'];
  readonly opened: string;
  readonly second: Stage['name'];
  readonly greeted: string;
}

/** tor-smtp's port: what the mail server connects to. */
export function portDoor(port: number, helo: string, { host, port: to }: Destination): Door {
  return {
    open: () => connectTo(port),
    names: `${helo} ${host}:${to}`,
    first: 'port',
    opened: `port ${port} of this machine is open`,
    second: 'port',
    greeted: 'tor-smtp greets; it is told where to go',
  };
}

/** Tor's SOCKS port, where nobody serves the other. */
export function torDoor(socks: SocksAddress, helo: string, to: Destination): Door {
  return {
    open: async (cancellation) => dial(socks, to, await credentials('pair', helo, to), cancellation),
    names: helo,
    first: 'tor',
    opened: 'Tor is connected to the onion service',
    second: 'greeting',
    greeted: 'the server greets',
  };
}

async function connectTo(port: number): Promise<Peer | Failure> {
  const { peer, socket } = socketPeer({}, false);
  try {
    await once(socket.connect({ host: '127.0.0.1', port, noDelay: true }), 'connect');
    return peer;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reply = { code: 421, detail: '3.2', text: 'tor-smtp is not running' };
    return { reply, cause: `port ${port}: ${code}` };
  }
}
