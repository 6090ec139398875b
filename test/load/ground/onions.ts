import type { Socket } from 'node:net';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { dialReply, octetsOf, openSocksPort, receiveDial } from '../../support/stand-ins/socks.js';
import { deaf, drip, echo, flood, type Held, mail } from './manners.js';

/** How the service behind an onion, or the way to it, behaves. */
export const MANNERS = { echo, drip, deaf, flood, mail } as const;
/** `silent`: Tor never answers the dial. `third`: the third circuit is the first that works. */
export type Manner = keyof typeof MANNERS | 'silent' | 'third';

const RENDEZVOUS_FAILED = 0xf3;
/** Milliseconds in which a circuit fails. */
const FAILS_AFTER = 300;

/** What stands for Tor and for every server behind it; as in Tor, who closes one direction has closed both. */
export interface Onions extends Held {
  /** For --socks. */
  readonly socks: string;
  name(manner: Manner): string;
  /** Connections that the program holds now, and dials so far. */
  open(): number;
  dials(): number;
  /** Listens on a unix socket too. */
  listenAt(path: string): Promise<void>;
  stop(): void;
}

/** Starts them. */
export async function startOnions(): Promise<Onions> {
  const sockets = new Set<Socket>();
  const known = new Map<string, Manner>();
  const failed = new Map<string, number>();
  const held: Held = { received: 0, messages: [], hold: async () => {}, isSilent: false };
  let dials = 0;

  async function serve(socket: Socket) {
    const { host } = await receiveDial(octetsOf(socket));
    dials += 1;
    const manner = known.get(host);
    if (manner === 'silent' || held.isSilent) return;
    if (manner === 'third') {
      const tries = ((failed.get(host) ?? 0) % 3) + 1;
      failed.set(host, tries);
      if (tries < 3) {
        setTimeout(() => socket.end(dialReply(RENDEZVOUS_FAILED)), FAILS_AFTER);
        return;
      }
    }
    if (!manner) throw new Error(`${host} was dialled`);
    socket.write(dialReply(0));
    await MANNERS[manner === 'third' ? 'echo' : manner](socket, held);
  }
  const begin = (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    serve(socket).catch(() => socket.destroy());
  };

  const ports = [await openSocksPort('', begin)];
  return Object.assign(held, {
    socks: ports[0]?.address ?? '',
    name(manner: Manner) {
      const name = onionAddress(manner);
      known.set(name, manner);
      return name;
    },
    open: () => sockets.size,
    dials: () => dials,
    async listenAt(path: string) {
      ports.push(await openSocksPort(path, begin));
    },
    stop() {
      for (const port of ports) port.stop();
    },
  });
}
