import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { resolve } from 'node:path';

/** What Tor answers to a SOCKS client with a password, and then what a mail server says: a segment each. */
const ANSWERS = [
  '\x05\x02',
  '\x01\x00',
  '\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x19' + '220 x\r\n',
  '250-x\r\n250 STARTTLS\r\n',
  '221 x\r\n',
];

/** The Tor Project's; nothing is sent there. */
const ONION = '2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion';

/** Has the bundle serve one whole session, after which it saves what V8 has compiled. */
export async function makeCache(dist: string): Promise<void> {
  await rehearse(process.execPath, [resolve(dist, 'cache.cjs'), dist]);
}

/**
 * Has a program serve one whole session, on one socket for its input and output; `--socks` is added to its arguments. Resolves with all
 * that the client has heard.
 */
export async function rehearse(program: string, args: readonly string[], env = {}): Promise<string> {
  const tor = createServer((socket) => {
    const answers = [...ANSWERS];
    socket.on('data', () => {
      socket.write(answers.shift() ?? '', 'latin1');
      if (answers.length === 0) socket.end();
    });
  });
  const listener = createServer({ pauseOnConnect: true });
  for (const server of [tor, listener]) await once(server.listen(0, '127.0.0.1'), 'listening');
  const portOf = (server: Server) => (server.address() as AddressInfo).port;

  const client = connect(portOf(listener), '127.0.0.1');
  const commands = [`EHLO a.onion ${ONION}\r\n`, 'QUIT\r\n'];
  let heard = '';
  client.on('data', (bytes) => {
    heard += bytes;
    client.write(commands.shift() ?? '');
  });
  const [connection] = (await once(listener, 'connection')) as [Socket];
  const child = spawn(program, [...args, '--socks', `127.0.0.1:${portOf(tor)}`], {
    stdio: [connection, connection, 'ignore'],
    env,
  });
  connection.destroy();
  const [status] = await once(child, 'close');
  for (const server of [tor, listener]) server.close();
  client.destroy();
  if (status !== 0) throw new Error(`the session of ${program} ended with status ${status}`);
  return heard;
}
