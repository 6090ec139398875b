import { readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { freePort } from '../../support/ports.js';
import { start } from '../../support/programs/command.js';
import { until } from '../../support/wait.js';
import type { Contender } from './contenders.js';
import { children, childrenCpu } from './process.js';

/** A contender under an xinetd of its own, which waits for its children and so knows what they cost. */
export interface Service {
  readonly contender: Contender;
  readonly port: number;
  /** The processes that serve connections now. */
  processes(): number[];
  /** CPU milliseconds of all processes that have served a connection and left. */
  spent(): Promise<number>;
  stop(): Promise<void>;
}

/** A clean environment: a single variable can double what an empty Node costs. */
export const environment = { PATH: process.env.PATH };

async function startService(contender: Contender, folder: string): Promise<Service> {
  const port = await freePort();
  const config = resolve(folder, `${port}.conf`);
  const settings = {
    type: 'UNLISTED',
    bind: '127.0.0.1',
    port,
    socket_type: 'stream',
    protocol: 'tcp',
    wait: contender.resident ? 'yes' : 'no',
    user: userInfo().username,
    server: contender.server,
    ...(contender.args.length > 0 && { server_args: contender.args.join(' ') }),
    flags: 'NODELAY',
    instances: 'UNLIMITED',
    per_source: 'UNLIMITED',
    cps: '1000000 1',
  };
  const lines = Object.entries(settings).map(([name, value]) => `  ${name} = ${value}\n`);
  writeFileSync(config, `service bench\n{\n${lines.join('')}}\n`);
  const log = resolve(folder, `${port}.log`);
  writeFileSync(log, '');
  const xinetd = start(
    'xinetd',
    ['-dontfork', '-f', config, '-filelog', log, '-pidfile', resolve(folder, `${port}.pid`)],
    { env: environment, cwd: '/', stdio: ['ignore', 'ignore', 'ignore'] },
  );
  await until(`${contender.name} to be served`, () => listens(port));
  return {
    contender,
    port,
    processes: () => children(xinetd.pid),
    async spent() {
      await until(`${contender.name} to leave`, () => children(xinetd.pid).length === 0, 60);
      return childrenCpu(xinetd.pid);
    },
    async stop() {
      for (const pid of children(xinetd.pid)) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It has left by itself.
        }
      }
      await xinetd.stop();
    },
  };
}

/** Has all of these served while `measure` runs. */
export async function withServices(
  contenders: readonly Contender[],
  folder: string,
  measure: (services: readonly Service[]) => Promise<void>,
): Promise<void> {
  const services: Service[] = [];
  try {
    for (const contender of contenders) services.push(await startService(contender, folder));
    await measure(services);
  } finally {
    for (const service of services) await service.stop();
  }
}

/** Every other round goes backwards, so that no place in the order has an advantage. */
export function inTurn<T>(all: readonly T[], round: number): readonly T[] {
  return round % 2 === 0 ? all : all.toReversed();
}

/** Looks without a connection, which would be served. */
function listens(port: number): boolean {
  const address = port.toString(16).toUpperCase().padStart(4, '0');
  return new RegExp(`:${address} 00000000:0000 0A `).test(readFileSync('/proc/net/tcp', 'latin1'));
}
