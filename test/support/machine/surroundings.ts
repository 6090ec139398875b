import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync, readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { type MailServer, startMailServer } from '../stand-ins/mail-server.js';
import { answerQuestion } from './dns.js';
import type { Counted } from './orders.js';
import { parseZone } from './zone.js';

/*
 * What a machine finds around it, played within it: every address belongs to the machine itself, so that whatever
 * anything on it connects to is answered and counted: names by a name server that knows every name, mail by a server
 * that takes all.
 */

/** Where every name leads. */
const CLEARNET = '198.51.100.7';
/** What the name server says of some names otherwise, see zone.ts. */
const ZONE = '/etc/zone';
/** SMTP, ident, web, and the ports that mail is handed in at. */
const CLEARNET_PORTS = [25, 113, 80, 443, 465, 587];

const questions: string[] = [];
const connections: { port: number; from: string }[] = [];
let own = 0;
let sink: MailServer;

const sh = (command: string) =>
  execFileSync('sh', ['-ec', command], { stdio: ['ignore', 'ignore', 'inherit'] });

/** A TCP connection that the machine is not to be blamed for. */
export function dial(host: string, port: number): Socket {
  own++;
  return connect({ host, port, noDelay: true, allowHalfOpen: true });
}

/** All that one says goes to the other. */
export function pipe(one: Socket, other: Socket) {
  one.pipe(other);
  other.pipe(one);
  for (const [here, there] of [
    [one, other],
    [other, one],
  ] as const) {
    here.on('error', () => there.destroy());
    here.on('close', () => there.destroy());
  }
}

/** Resolves as soon as a server listens. */
export const listening = (server: ReturnType<typeof createServer>, where: object) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, resolve);
  });

/** The addresses of the machine, its name server, and all that is outside. */
export async function setUp(
  folder: string,
  host: string,
  mounts: readonly string[],
  covers: readonly string[],
) {
  for (const path of covers) {
    const [up, work] = ['up', 'work'].map((name) => `${folder}/${name}${path}`);
    sh(`mkdir -p '${up}' '${work}'
      mount -t overlay overlay -o 'lowerdir=${path},upperdir=${up},workdir=${work}' '${path}'`);
  }
  for (const path of mounts) sh(`mount --bind '${folder}/root${path}' '${path}'`);
  sh(
    `hostname ${host}; ip link set lo up; ip addr add 192.0.2.1/32 dev lo; ip route add local 0.0.0.0/0 dev lo`,
  );

  const names = createSocket('udp4', (query, peer) => {
    const zone = existsSync(ZONE) ? parseZone(readFileSync(ZONE, 'latin1')) : undefined;
    const { name, type, reply } = answerQuestion(query, CLEARNET, zone);
    questions.push(`${type} ${name}`);
    if (reply) names.send(reply, peer.port, peer.address);
  });
  await new Promise<void>((resolve) => names.bind(53, '127.0.0.1', resolve));

  sink = await startMailServer();
  for (const port of CLEARNET_PORTS) {
    const server = createServer((socket) => {
      connections.push({ port, from: socket.remoteAddress ?? '' });
      pipe(socket, dial('127.0.0.1', sink.port));
    });
    await listening(server, { host: CLEARNET, port });
  }
}

/** Connections that this machine opened, to wherever: the kernel counts them. */
function opened(): number {
  const [names = '', values = ''] = readFileSync('/proc/self/net/snmp', 'latin1').match(/^Tcp: .*$/gm) ?? [];
  const at = names.split(' ').indexOf('ActiveOpens');
  return Number(values.split(' ')[at]) - own;
}

/** What has come to it so far. */
export const counted = (): Counted => ({
  questions: [...questions],
  connections: [...connections],
  opened: opened(),
  messages: sink.sessions.flatMap(({ commands, messages }) =>
    messages.map((text) => `${commands.join('\n')}\n\n${text}`),
  ),
});
