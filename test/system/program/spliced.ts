import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { after, before } from 'node:test';
import { type SocketActivate, startSocketActivate } from '../../support/programs/socket-activate.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { type StandIn, startStandIn } from '../../support/stand-ins/onion-stand-in.js';
import { until } from '../../support/wait.js';

const onion = onionAddress('bob');

/** Both ends of a connection that is spliced, and the process between them. */
export interface Spliced {
  readonly near: Socket;
  readonly far: Socket;
  readonly pid: number;
}

/** Makes such connections through the program, for the tests of a `describe`. */
export function splicer(): () => Promise<Spliced> {
  let tor: StandIn;
  let server: Server;
  let systemd: SocketActivate;
  const sockets = new Set<Socket>();
  let calls = 0;

  before(async () => {
    server = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    tor = await startStandIn({ [onion]: (server.address() as AddressInfo).port });
    systemd = await startSocketActivate(['--socks', `127.0.0.1:${tor.port}`]);
  });
  after(async () => {
    for (const socket of sockets) socket.destroy();
    await systemd.stop();
    tor.stop();
    server.close();
  });

  async function spliced(): Promise<Spliced> {
    const arrival = once(server, 'connection') as Promise<[Socket]>;
    const near = connect(systemd.port, '127.0.0.1');
    sockets.add(near);
    const heard = async (socket: Socket, wanted: string) => {
      let text = '';
      while (!text.endsWith(wanted)) text += String((await once(socket, 'data'))[0]);
    };
    await heard(near, '220 tor-smtp ESMTP\r\n');
    near.write(`EHLO me.onion ${onion}\r\n`);
    const [far] = await arrival;
    far.write('220 far ESMTP\r\n');
    await heard(far, 'EHLO me.onion\r\n');
    const greeted = heard(near, '250 far\r\n');
    far.write('250 far\r\n');
    await greeted;
    calls += 1;
    const pids = () => [...systemd.running.output().matchAll(/as PID (\d+)/g)];
    const pid = await until('the process to be named', () => pids()[calls - 1]?.[1]);
    return { near, far, pid: Number(pid) };
  }
  return spliced;
}
