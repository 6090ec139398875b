import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** What a client asked of the SOCKS port (RFC 1928, 1929). */
export interface Dial {
  readonly methods: number[];
  readonly user?: string;
  readonly password?: string;
  readonly host: string;
  readonly port: number;
}

export interface SocksPort {
  /** For --socks. */
  readonly address: string;
  stop(): void;
}

/**
 * The side of Tor in SOCKS 5: all stand-ins are built on this. As in Tor there is no half-close: at a FIN from its client
 * the stream ends at once, in both directions, and what the server still had to say is lost.
 * `place` is a unix socket's path, which every user may open, or the empty string for a free port on loopback.
 */
export async function openSocksPort(place: string, serve: (socket: Socket) => void): Promise<SocksPort> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('end', () => socket.destroy());
    serve(socket);
  });
  // The backlog is Tor's.
  const backlog = 4096;
  server.listen(
    place ? { path: place, writableAll: true, backlog } : { port: 0, host: '127.0.0.1', backlog },
  );
  await once(server, 'listening');
  const bound = server.address();
  return {
    address: bound && typeof bound === 'object' ? `127.0.0.1:${bound.port}` : `unix:${place}`,
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** How the handshake reads and writes: exactly so many octets, and no more. */
export interface Octets {
  take(count: number): Promise<Buffer>;
  send(octets: Buffer): Promise<void>;
}

/** Reads no further than it has to: what comes behind the handshake stays in the socket, to be piped. */
export function octetsOf(socket: Socket): Octets {
  return {
    async take(count) {
      if (count === 0) return Buffer.alloc(0);
      for (;;) {
        const octets: Buffer | null = socket.read(count);
        if (octets?.length === count) return octets;
        if (octets) throw new Error('the client left during the handshake');
        await once(socket, 'readable');
      }
    },
    async send(octets) {
      socket.write(octets);
    },
  };
}

/** The client's part of the handshake up to its CONNECT request, which the caller answers. As Tor, it prefers a password. */
export async function receiveDial({ take, send }: Octets): Promise<Dial> {
  const counted = async () => take((await take(1))[0] ?? 0);
  const expect = async (what: string, ...wanted: number[]) => {
    const got = await take(wanted.length);
    if (!got.equals(Buffer.from(wanted)))
      throw new Error(`${what}: ${got.toString('hex')} from the SOCKS client`);
  };

  await expect('version', 5);
  const methods = [...(await counted())];
  const withPassword = methods.includes(2);
  await send(Buffer.of(5, withPassword ? 2 : 0));
  let credentials = {};
  if (withPassword) {
    await expect('authentication version', 1);
    const user = (await counted()).toString('latin1');
    const password = (await counted()).toString('latin1');
    credentials = { user, password };
    await send(Buffer.of(1, 0));
  }
  // CONNECT, and a host name: an address would mean that somebody has looked the name up.
  await expect('request', 5, 1, 0, 3);
  const host = (await counted()).toString('latin1');
  const port = (await take(2)).readUInt16BE();
  return { methods, ...credentials, host, port };
}

/** Tor's answer to a CONNECT request; it never tells an address. */
export function dialReply(rep: number): Buffer {
  return Buffer.of(5, rep, 0, 1, 0, 0, 0, 0, 0, 0);
}
