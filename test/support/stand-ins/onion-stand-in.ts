import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { dialReply, octetsOf, openSocksPort, receiveDial, type SocksPort } from './socks.js';

/** What stands for Tor: a SOCKS port on loopback, and a table of onion names that lead to local TCP ports. */
export interface StandIn {
  readonly port: number;
  /** Every name:port asked for, in order. */
  readonly dialled: readonly string[];
  /** Adds a name, or with undefined takes it away: its service is then not online. */
  set(name: string, port: number | undefined): void;
  /** Listens on a unix socket too, which every user may open. */
  listenAt(path: string): Promise<void>;
  stop(): void;
}

const SUCCEEDED = 0x00;
const REFUSED = 0x05;
const DESCRIPTOR_NOT_FOUND = 0xf0;

/** Starts one. */
export async function startStandIn(table: Readonly<Record<string, number>> = {}): Promise<StandIn> {
  const services = new Map(Object.entries(table));
  const dialled: string[] = [];

  async function serve(socket: Socket) {
    const dial = await receiveDial(octetsOf(socket));
    dialled.push(`${dial.host}:${dial.port}`);
    const port = services.get(dial.host);
    if (port === undefined) {
      socket.end(dialReply(DESCRIPTOR_NOT_FOUND));
      return;
    }

    const remote = connect({ host: '127.0.0.1', port, noDelay: true, allowHalfOpen: true });
    socket.on('close', () => remote.destroy());
    remote.on('error', () => socket.end(dialReply(REFUSED)));
    await once(remote, 'connect');
    remote.on('close', () => socket.end());
    remote.on('end', () => remote.end());
    socket.write(dialReply(SUCCEEDED));
    socket.pipe(remote, { end: false });
    remote.pipe(socket);
  }
  const begin = (socket: Socket) => {
    socket.on('error', () => socket.destroy());
    serve(socket).catch(() => socket.destroy());
  };

  const ports: SocksPort[] = [await openSocksPort('', begin)];
  return {
    port: Number(ports[0]?.address.split(':')[1]),
    dialled,
    set(name, port) {
      if (port === undefined) services.delete(name);
      else services.set(name, port);
    },
    async listenAt(path) {
      ports.push(await openSocksPort(path, begin));
    },
    stop() {
      for (const port of ports) port.stop();
    },
  };
}
