import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { run } from '../programs/command.js';
import { type MailServer, startMailServer } from '../stand-ins/mail-server.js';
import { answerQuestion } from './dns.js';
import type { Asked, Counted, Order } from './orders.js';

/*
 * The first process of a machine (hidden-machine.ts starts it in namespaces of its own). Here every address belongs to
 * the machine itself, so that whatever anything on it connects to is answered and counted: names by a name server that
 * knows every name, mail by a server that takes all. It obeys orders that come by the channel of child_process.
 */

/** Where every name leads. */
const CLEARNET = '198.51.100.7';
/** SMTP, ident, web, and the ports that mail is handed in at. */
const CLEARNET_PORTS = [25, 113, 80, 443, 465, 587];

const questions: string[] = [];
const connections: { port: number; from: string }[] = [];
let own = 0;
let sink: MailServer;
const daemons = new Map<number, ChildProcess>();

const sh = (command: string) =>
  execFileSync('sh', ['-ec', command], { stdio: ['ignore', 'ignore', 'inherit'] });

/** A TCP connection that the machine is not to be blamed for. */
function dial(host: string, port: number): Socket {
  own++;
  return connect({ host, port, noDelay: true, allowHalfOpen: true });
}

function pipe(one: Socket, other: Socket) {
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

const listening = (server: ReturnType<typeof createServer>, where: object) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, resolve);
  });

async function setUp(folder: string, host: string, mounts: readonly string[], covers: readonly string[]) {
  for (const path of covers) {
    const options = ['up', 'work'].map((name) => `${folder}/${name}${path}`);
    sh(`mkdir -p ${options.map((each) => `'${each}'`).join(' ')}`);
    sh(
      `mount -t overlay overlay -o 'lowerdir=${path},upperdir=${options[0]},workdir=${options[1]}' '${path}'`,
    );
  }
  for (const path of mounts) sh(`mount --bind '${folder}/root${path}' '${path}'`);
  sh(
    `hostname ${host}; ip link set lo up; ip addr add 192.0.2.1/32 dev lo; ip route add local 0.0.0.0/0 dev lo`,
  );

  const names = createSocket('udp4', (query, peer) => {
    const { name, type, reply } = answerQuestion(query, CLEARNET);
    questions.push(`${type} ${name}`);
    names.send(reply, peer.port, peer.address);
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

const obey: { [Name in keyof Order]: (order: Order[Name]) => Promise<Asked[Name]> | Asked[Name] } = {
  setUp: ({ folder, host, mounts, covers }) => setUp(folder, host, mounts, covers).then(() => undefined),
  run: ({ file, args, input, uid, gid, env }) =>
    run(file, args, {
      ...(input === undefined ? {} : { input: Buffer.from(input, 'latin1') }),
      ...(uid === undefined ? {} : { uid, gid }),
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...env },
      cwd: '/',
    }),
  start({ file, args }) {
    const child = spawn(file, args, { stdio: 'ignore', cwd: '/' });
    const pid = child.pid ?? -1;
    daemons.set(pid, child);
    child.on('close', () => daemons.delete(pid));
    return pid;
  },
  async stop({ pid }) {
    const child = daemons.get(pid);
    if (!child) return undefined;
    child.kill('SIGTERM');
    await once(child, 'close');
    return undefined;
  },
  async forward({ path, host, port }) {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      pipe(socket, dial(host, port)),
    );
    await listening(server, { path });
    chmodSync(path, 0o666);
    return undefined;
  },
  counted: (): Counted => ({
    questions: [...questions],
    connections: [...connections],
    opened: opened(),
    messages: sink.sessions.flatMap(({ commands, messages }) =>
      messages.map((text) => `${commands.join('\n')}\n\n${text}`),
    ),
  }),
};

process.on('message', async ({ id, name, order }: { id: number; name: keyof Order; order: never }) => {
  try {
    process.send?.({ id, value: await obey[name](order) });
  } catch (error) {
    process.send?.({ id, error: String((error as Error).stack) });
  }
});
process.on('disconnect', () => process.exit());
