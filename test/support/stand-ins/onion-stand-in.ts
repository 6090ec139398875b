import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

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

/** Starts one. As in Tor there is no half-close: at a FIN from its client it ends the stream at once, in both directions. */
export async function startStandIn(table: Readonly<Record<string, number>> = {}): Promise<StandIn> {
  const ports = new Map(Object.entries(table));
  const dialled: string[] = [];
  const sockets = new Set<Socket>();
  const servers: Server[] = [];
  async function listen(where: object) {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      sockets.add(socket);
      void serve(socket).catch(() => socket.destroy());
    });
    servers.push(server);
    server.listen(where);
    await once(server, 'listening');
    return server.address();
  }

  async function serve(socket: Socket) {
    socket.on('error', () => socket.destroy());
    // Each message of the client is one segment: it waits for our answer.
    const [methods] = (await once(socket, 'data')) as [Buffer];
    const password = methods.subarray(2).includes(2);
    socket.write(Buffer.of(5, password ? 2 : 0));
    if (password) {
      await once(socket, 'data');
      socket.write(Buffer.of(1, 0));
    }
    const [request] = (await once(socket, 'data')) as [Buffer];
    const name = request.toString('latin1', 5, 5 + (request[4] ?? 0));
    dialled.push(`${name}:${request.readUInt16BE(request.length - 2)}`);
    const port = ports.get(name);
    if (port === undefined) return answer(socket, DESCRIPTOR_NOT_FOUND);

    const remote = connect({ host: '127.0.0.1', port, noDelay: true, allowHalfOpen: true });
    sockets.add(remote);
    const closeBoth = () => {
      socket.destroy();
      remote.destroy();
    };
    remote.on('error', () => answer(socket, REFUSED));
    await once(remote, 'connect');
    socket.on('end', closeBoth).on('close', closeBoth);
    remote.on('close', () => socket.end());
    remote.on('end', () => remote.end());
    answer(socket, SUCCEEDED);
    socket.pipe(remote, { end: false });
    remote.pipe(socket);
  }

  const { port } = (await listen({ port: 0, host: '127.0.0.1' })) as AddressInfo;
  return {
    port,
    dialled,
    set(name, port) {
      if (port === undefined) ports.delete(name);
      else ports.set(name, port);
    },
    async listenAt(path) {
      await listen({ path, writableAll: true });
    },
    stop() {
      for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function answer(socket: Socket, rep: number) {
  const message = Buffer.of(5, rep, 0, 1, 0, 0, 0, 0, 0, 0);
  if (rep === SUCCEEDED) socket.write(message);
  else socket.end(message);
}
