import { chmodSync, lchownSync, lstatSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { mapEntries } from '../../client/map.js';
import { read } from '../../machine/files.js';
import { quote } from '../../machine/run.js';
import type { Host } from '../machine/host.js';
import { tidy } from '../machine/tidy.js';
import { vacate } from '../machine/vacate.js';
import { serviceCommand } from './services.js';
import { Failure, type Order } from './step.js';

/** Carries out an order; what it runs is told to `say`. */
export async function carryOut(host: Host, order: Order, say: (line: string) => void): Promise<void> {
  if ('keep' in order) return;
  if ('own' in order) {
    if (lstatSync(host.path(order.own), { throwIfNoEntry: false }) === undefined) return;
    lchownSync(host.path(order.own), order.uid, order.gid);
    chmodSync(host.path(order.own), order.mode);
  } else if ('tidy' in order) for (const path of order.tidy) tidy(host, path, say, order.toRoot ?? false);
  else if ('freeze' in order) await freeze(host, say, 'onions', ['\\.(onion|tor)']);
  else if ('freezeDomainsOf' in order) await freezeDomainsOf(host, order.freezeDomainsOf, say);
  else if ('vacate' in order) {
    const why = await vacate(host, order.vacate, order.until, say);
    if (why !== undefined) throw new Failure(why);
  } else {
    const command = await commandOf(host, order);
    if (command === undefined) return;
    say(`    $ ${shown(command)}`);
    await patiently('run' in order ? (order.patience ?? 0) : 0, () => expect(host, command));
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

/** Tries it once a second, for so many seconds. */
async function patiently(seconds: number, attempt: () => Promise<unknown>) {
  for (let second = 0; ; second += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (second >= seconds) throw error;
    }
    await setTimeout(1_000);
  }
}

/** Mail to the domains in a file of those that have an onion. */
async function freezeDomainsOf(host: Host, file: string, say: (line: string) => void) {
  const text = read(host.path(file));
  if (text === undefined) return say(`    does not freeze messages to its domains: ${file} cannot be read`);
  const domains = mapEntries(text).map(({ domain }) => domain.replace(/\W/g, '\\$&'));
  const patterns = domains.map((domain) => `@${domain.replace(/^\\\*\\\./, '(.+\\.)?')}`);
  await freeze(host, say, `the domains of ${file}`, patterns);
}

/** As many as fit into an argument. */
const AT_ONCE = 500;

/** Seconds for which a message may be locked, because Exim is just trying to deliver it. */
const PATIENCE = 60;

/** Without our routers Exim would ask DNS for the domains that mail in the queue is for; these are patterns of Perl's. */
async function freeze(host: Host, say: (line: string) => void, whom: string, domains: readonly string[]) {
  const frozen: string[] = [];
  await patiently(PATIENCE, async () => {
    let locked: unknown;
    for (const id of await waiting(host, domains)) {
      try {
        await expect(host, ['exim4', '-Mf', id]);
        frozen.push(id);
      } catch (error) {
        locked = error;
      }
    }
    if (locked !== undefined) throw locked;
  });
  if (frozen.length === 0) return;
  say(
    `    freezes ${frozen.length} messages to ${whom} in the queue: thaw them (exim4 -Mt) when there is a way again,`,
  );
  say(`    or remove them (exim4 -Mrm): ${frozen.join(' ')}`);
}

/** The messages to these domains that are not frozen. */
async function waiting(host: Host, domains: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (let from = 0; from < domains.length; from += AT_ONCE) {
    const pattern = `(?i)(${domains.slice(from, from + AT_ONCE).join('|')})$`;
    const { stdout } = await host.run('exiqgrep', ['-x', '-i', '-r', pattern]);
    for (const line of stdout.split('\n')) if (/^[\w-]+$/.test(line)) found.add(line);
  }
  return [...found];
}
