import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { type Wire, wireOf } from '../../player/wire.js';

/** What a client asked of the SOCKS port (RFC 1928, 1929). */
export interface Dial {
  readonly methods: number[];
  readonly user?: string;
  readonly password?: string;
  readonly host: string;
  readonly port: number;
}

/**
 * A SOCKS port that says what it is told to. It behaves as Tor does: there is no half-close in Tor, so at a FIN from
 * its client it ends the stream at once, in both directions, and what the server still had to say is lost.
 */
export interface SocksPort {
  /** Connections that nobody has asked for yet. */
  readonly waiting: Wire[];
  connection(): Promise<Wire>;
  stop(): void;
}

/** `place` is a unix socket's path, or the empty string for a free port on loopback; `address` is for --socks. */
export async function startSocksPort(place = ''): Promise<SocksPort & { readonly address: string }> {
  const waiting: Wire[] = [];
  const sockets = new Set<Socket>();
  let arrived = () => {};
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    waiting.push(wireOf('tor', socket));
    socket.on('end', () => socket.destroy());
    arrived();
  });
  if (place) server.listen(place);
  else server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  return {
    address: bound && typeof bound === 'object' ? `127.0.0.1:${bound.port}` : `unix:${place}`,
    waiting,
    async connection() {
      const deadline = setTimeout(() => arrived(), 15_000);
      if (waiting.length === 0) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
      clearTimeout(deadline);
      const wire = waiting.shift();
      if (!wire) throw new Error('no connection to the SOCKS port in 15 s');
      return wire;
    },
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** The client's part of the handshake up to its CONNECT request, which the caller answers. As Tor, it prefers a password. */
export async function receiveDial(wire: Wire, octetwise: boolean): Promise<Dial> {
  const octets = async (count: number) => {
    const [text] = await wire.take(new RegExp(`^[^]{${count}}`));
    return Buffer.from(text, 'latin1');
  };
  const counted = async () => octets((await octets(1))[0] ?? 0);
  const expect = async (what: string, ...wanted: number[]) => {
    const got = await octets(wanted.length);
    if (!got.equals(Buffer.from(wanted)))
      throw new Error(`${what}: ${got.toString('hex')} from the SOCKS client`);
  };

  await expect('version', 5);
  const methods = [...(await counted())];
  const withPassword = methods.includes(2);
  await wire.send(Buffer.of(5, withPassword ? 2 : 0), octetwise);
  let credentials = {};
  if (withPassword) {
    await expect('authentication version', 1);
    const user = (await counted()).toString('latin1');
    const password = (await counted()).toString('latin1');
    credentials = { user, password };
    await wire.send(Buffer.of(1, 0), octetwise);
  }
  // CONNECT, and a host name: an address would mean that somebody has looked the name up.
  await expect('request', 5, 1, 0, 3);
  const host = (await counted()).toString('latin1');
  const port = (await octets(2)).readUInt16BE();
  return { methods, ...credentials, host, port };
}
