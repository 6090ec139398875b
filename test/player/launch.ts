import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { node, program, root } from '../support/paths.js';

export interface Launched {
  readonly client: Socket;
  readonly child: ChildProcess;
  /** What the program has printed on fd 2 so far, where that is a pipe. */
  errors(): string;
  /** Resolves when the session is over, and with it the process where that has no other. */
  ended(): Promise<number | NodeJS.Signals>;
  /** Ends what is left of the session, after a failure too. */
  end(): void;
}

export interface Launch {
  readonly args: readonly string[];
  /** fd 2 is the mail connection, too. */
  readonly joined?: boolean;
  readonly clockFactor?: number;
  /** Without root's privilege to open what its permissions close to it. */
  readonly unprivileged?: boolean;
}

/** Words in front of a command that take root's privilege to open what its permissions close to it. */
export function withoutPrivilege(): string[] {
  return process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override'] : [];
}

/** The environment in which the program's time runs faster. */
export function hasten(clockFactor: number | undefined): Record<string, string> {
  if (clockFactor === undefined) return {};
  const clock = resolve(root, 'test/support/clock.cjs');
  return { NODE_OPTIONS: `--require=${clock}`, CLOCK_FACTOR: `${clockFactor}` };
}

/** Accepts one connection and starts the built program on it as xinetd does: the socket is its fd 0 and 1. */
export async function launch({ args, joined, clockFactor, unprivileged }: Launch): Promise<Launched> {
  const door = createServer({ pauseOnConnect: true, allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(door, 'listening');
  const client = connect({
    host: '127.0.0.1',
    port: (door.address() as AddressInfo).port,
    allowHalfOpen: true,
  });
  const [accepted] = (await once(door, 'connection')) as [Socket];
  door.close();

  const command = [...(unprivileged ? withoutPrivilege() : []), node, program, ...args];
  const child = spawn(command[0] as string, command.slice(1), {
    stdio: [accepted, accepted, joined ? accepted : 'pipe'],
    env: { PATH: process.env.PATH, ...hasten(clockFactor) },
  });
  accepted.destroy();
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let errors = '';
  child.stderr?.setEncoding('latin1').on('data', (text) => {
    errors += text;
  });
  const ended = once(child, 'close').then(([code, signal]) => {
    process.removeListener('exit', kill);
    return code ?? signal;
  });
  const [input, output] = [0, 1].map((fd) => readlinkSync(`/proc/${child.pid}/fd/${fd}`));
  if (input !== output || !input?.startsWith('socket:')) throw new Error(`fd 0 and 1: ${input}, ${output}`);
  const end = () => {
    if (child.exitCode === null) kill();
  };
  return { client, child, errors: () => errors, ended: () => ended, end };
}
