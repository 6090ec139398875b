import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type Wire, wireOf } from '../../player/wire.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { type StandIn, startStandIn } from '../../support/stand-ins/onion-stand-in.js';

/** Both ends of a connection through the program. */
export interface Spliced {
  readonly near: Wire;
  readonly far: Wire;
}

/** A stand-in for Tor, and behind it a mail server whose connections a test gets hold of after EHLO. */
export interface ResidentBench {
  readonly onion: string;
  /** A service that takes connections and says nothing. */
  readonly silent: string;
  readonly tor: StandIn;
  /** A client of the program at this port. */
  call(port: number): Wire;
  /** A session as far as the splice. */
  splice(port: number): Promise<Spliced>;
  /** Closes what a test has left. */
  clear(): void;
  stop(): void;
}

export const greeting = /^220 tor-smtp ESMTP\r\n/;

export async function startResidentBench(): Promise<ResidentBench> {
  const [onion, silent] = [onionAddress('bob'), onionAddress('mute')];
  const sockets = new Set<Socket>();
  const expected = new Map<string, (far: Wire) => void>();
  const wire = (name: string, socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    return wireOf(name, socket);
  };

  const listen = async (serve: (socket: Socket) => void) => {
    const server = createServer({ allowHalfOpen: true }, serve).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  const far = await listen((socket) => void introduce(wire('server', socket)).catch(() => socket.destroy()));
  const mute = await listen((socket) => void wire('server', socket));
  const port = (server: Server) => (server.address() as AddressInfo).port;
  const tor = await startStandIn({ [onion]: port(far), [silent]: port(mute) });

  /** Which session this is, its client's name tells. */
  async function introduce(server: Wire) {
    await server.send(Buffer.from('220 far ESMTP\r\n'), false);
    const [, name = ''] = await server.take(/^EHLO (\S+)\r\n/);
    await server.send(Buffer.from('250 far\r\n'), false);
    expected.get(name)?.(server);
    expected.delete(name);
  }

  let count = 0;
  const bench: ResidentBench = {
    onion,
    silent,
    tor,
    call: (to) => wire('client', connect({ port: to, host: '127.0.0.1', allowHalfOpen: true })),
    async splice(to) {
      count += 1;
      const name = `n${count}.example`;
      const arrival = new Promise<Wire>((resolve) => expected.set(name, resolve));
      const near = bench.call(to);
      await near.take(greeting);
      await near.send(Buffer.from(`EHLO ${name} ${onion}\r\n`), false);
      await near.take(/^250 far\r\n/);
      return { near, far: await arrival };
    },
    clear() {
      for (const socket of sockets) socket.destroy();
    },
    stop() {
      bench.clear();
      tor.stop();
      far.close();
      mute.close();
    },
  };
  return bench;
}

/** Says something at one end of a connection and sees it arrive at the other, in both directions. */
export async function exchange({ near, far }: Spliced, text = 'NOOP'): Promise<void> {
  await near.send(Buffer.from(`${text}\r\n`), false);
  await far.take(new RegExp(`^${text}\r\n`));
  await far.send(Buffer.from(`250 ${text}\r\n`), false);
  await near.take(new RegExp(`^250 ${text}\r\n`));
}
