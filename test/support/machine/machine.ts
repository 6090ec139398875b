import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { furnish } from './furniture.js';
import { type Command, type Counted, channel } from './orders.js';

/** A machine of its own: other files in /etc and /var, its own host name, network and processes. */
export interface Machine {
  /** Where its files are, seen from outside. */
  path(inside: string): string;
  read(inside: string): string;
  write(inside: string, text: string): void;
  /** A shell script, as root, that has to succeed; or any command. */
  sh(script: string): Promise<string>;
  run(command: Command): Promise<{ code: number | null; output: string }>;
  start(file: string, args: readonly string[]): Promise<{ pid: number; stop(): Promise<void> }>;
  /** A unix socket outside that leads to a TCP port inside, for Tor and for `dial`. */
  socket(port: number, host?: string, path?: string): Promise<string>;
  dial(port: number, host?: string): Promise<Socket>;
  counted(): Promise<Counted>;
  stop(): Promise<void>;
}

/** Folders that a machine has of its own; /etc as a copy of this system's. */
const MOUNTS = ['/etc', '/home', '/run', '/var/mail', '/var/lib/exim4', '/var/log/exim4', '/var/spool/exim4'];

/**
 * Starts one: a Debian with Exim as it was installed, in namespaces that end with it. This needs root; other users cannot
 * give a namespace the several accounts that Exim changes between. What it changes in the folders `covers` is kept to itself too.
 */
export async function startMachine(
  folder: string,
  host: string,
  zone: string,
  covers: readonly string[] = [],
): Promise<Machine> {
  if (process.getuid?.() !== 0) {
    throw new Error('this test has to run as root: it gives Exim namespaces with several accounts (unshare)');
  }
  const root = join(folder, 'root');
  const path = (inside: string) => resolve(root, `.${inside}`);
  for (const mount of MOUNTS) mkdirSync(path(mount), { recursive: true });
  await promisify(execFile)('cp', ['-a', '/etc/.', path('/etc')]);
  furnish(path, host, zone);

  const child = spawn(
    'unshare',
    [
      '-n',
      '-m',
      '-u',
      '-p',
      '--fork',
      '--mount-proc',
      '--kill-child',
      process.execPath,
      join(__dirname, 'inside.js'),
    ],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  const ask = channel(child);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  };
  try {
    await ask('setUp', { folder, host, mounts: MOUNTS, covers });
  } catch (error) {
    await stop();
    throw error;
  }

  const sockets = new Map<string, Promise<string>>();
  function socket(port: number, to = '127.0.0.1', where = join(folder, `${to}-${port}.sock`)) {
    const made = sockets.get(where) ?? ask('forward', { path: where, host: to, port }).then(() => where);
    sockets.set(where, made);
    return made;
  }
  return {
    path,
    read: (inside) => (existsSync(path(inside)) ? readFileSync(path(inside), 'latin1') : ''),
    write(inside, text) {
      mkdirSync(dirname(path(inside)), { recursive: true });
      writeFileSync(path(inside), text);
    },
    async sh(script) {
      const { code, output } = await ask('run', { file: 'sh', args: ['-euc', script] });
      if (code !== 0) throw new Error(`${script}\nended with ${code}:\n${output}`);
      return output;
    },
    run: (command) => ask('run', command),
    async start(file, args) {
      const pid = await ask('start', { file, args });
      return { pid, stop: () => ask('stop', { pid }) };
    },
    socket,
    async dial(port, to) {
      const it = connect({ path: await socket(port, to), allowHalfOpen: true });
      await once(it, 'connect');
      return it;
    },
    counted: () => ask('counted', undefined),
    stop,
  };
}
