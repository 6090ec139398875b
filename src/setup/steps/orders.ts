import { chmodSync, lchownSync, lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { quote } from '../../machine/run.js';
import type { Host } from '../machine/host.js';
import { serviceCommand } from './services.js';
import { Failure, type Order } from './step.js';

/** Carries out an order; what it runs is told to `say`. */
export async function carryOut(host: Host, order: Order, say: (line: string) => void): Promise<void> {
  if ('keep' in order) return;
  if ('own' in order) {
    lchownSync(host.path(order.own), order.uid, order.gid);
    chmodSync(host.path(order.own), order.mode);
  } else if ('tidy' in order) for (const path of order.tidy) tidy(host, path, say, order.toRoot ?? false);
  else if ('freeze' in order) await freeze(host, say);
  else {
    const command = await commandOf(host, order);
    if (command === undefined) return;
    say(`    $ ${shown(command)}`);
    await expect(host, command);
  }
}

/** The command that an order stands for; none if nothing needs to be run. */
export async function commandOf(
  host: Host,
  order: Extract<Order, { run: unknown } | { service: unknown }>,
): Promise<readonly string[] | undefined> {
  return 'run' in order ? order.run : serviceCommand(host, order.service, order.action);
}

/** A command as somebody would type it. */
export function shown(command: readonly string[]): string {
  return command.map(quote).join(' ');
}

/** Runs a command that has to succeed. */
export async function expect(host: Host, [program = '', ...args]: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await host.run(program, args);
  if (status === 0) return stdout;
  const why = status === null ? 'it did not run, or not to its end' : `status ${status}`;
  throw new Failure(`${shown([program, ...args])}: ${why}\n${`${stderr}${stdout}`.trim()}`.trim());
}

function tidy(host: Host, path: string, say: (line: string) => void, toRoot: boolean) {
  const found = lstatSync(host.path(path), { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory()) {
    say(`    removes ${path}`);
    rmSync(host.path(path));
  } else if (readdirSync(host.path(path)).length === 0) {
    say(`    removes ${path}/`);
    rmdirSync(host.path(path));
  } else {
    say(`    keeps ${path}/, which is not empty`);
    const left = [path, ...readdirSync(host.path(path)).map((name) => `${path}/${name}`)];
    if (toRoot) for (const each of left) lchownSync(host.path(each), 0, 0);
  }
}

/** Without our routers Exim would ask DNS for the onions that mail in the queue is for. */
async function freeze(host: Host, say: (line: string) => void) {
  const { stdout } = await host.run('exiqgrep', ['-x', '-i', '-r', '(?i)\\.(onion|tor)$']);
  const ids = stdout.split('\n').filter((line) => /^[\w-]+$/.test(line));
  if (ids.length === 0) return;
  await expect(host, ['exim4', '-Mf', ...ids]);
  say(
    `    freezes ${ids.length} messages to onions in the queue: thaw them (exim4 -Mt) when there is a way again,`,
  );
  say(`    or remove them (exim4 -Mrm): ${ids.join(' ')}`);
}
