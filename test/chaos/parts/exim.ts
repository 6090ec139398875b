import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EximSite } from '../../support/exim/exim.js';
import { prepare } from '../../support/exim/site.js';
import { freePort } from '../../support/ports.js';
import { start } from '../../support/programs/command.js';
import { type Kept, keep } from './keep.js';

/** An Exim whose daemon is started again when it is killed. */
export interface Station {
  readonly name: string;
  readonly folder: string;
  readonly port: number;
  /** In the command line of all its processes. */
  readonly configuration: string;
  readonly daemon: Kept;
  /** Hands a message (latin1) in; resolves as soon as it is on the queue. */
  submit(message: string, from: string, to: string, now: boolean): Promise<void>;
  /** The ids of the messages on its queue. */
  queued(): string[];
  log(): string;
  /** The files in its Maildir. */
  mail(): string[];
}

/** Submissions under way: a killed one would leave open whether Exim has the message. */
export const submitting = new Set<number>();

/**
 * Starts one: its daemon makes an attempt for all that is on the queue every two seconds, however short the time
 * since the last. It is root who starts it, and Exim's own user who runs it.
 */
export async function startStation(site: EximSite): Promise<Station> {
  const { folder, configuration, identity } = prepare(site);
  const port = await freePort();
  const options = { cwd: folder, ...identity, env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } };
  const exim = ['-C', configuration];
  const read = (path: string) => (existsSync(path) ? readFileSync(path, 'latin1') : '');
  const input = join(folder, 'spool/input');
  const arrived = join(folder, 'mail/new');
  const log = () => read(join(folder, 'log/main'));

  const daemon = await keep(site.name, async () => {
    const where = `<;[127.0.0.1]:${port}`;
    const running = start('exim4', [...exim, '-bdf', '-odf', '-qff2s', '-oX', where], options);
    running.child.stdin?.end();
    return { pid: running.pid, stop: () => running.stop() };
  });
  return {
    name: site.name,
    folder,
    port,
    configuration,
    daemon,
    async submit(message, from, to, now) {
      const args = [...exim, now ? '-odb' : '-odq', '-oi', '-f', from, '--', to];
      // Files of its own would be inherited by the delivery, and waited for.
      const running = start('exim4', args, { ...options, stdio: ['pipe', 'ignore', 'ignore'] });
      submitting.add(running.pid);
      running.child.stdin?.end(Buffer.from(message, 'latin1'));
      const { code } = await running.ended();
      submitting.delete(running.pid);
      if (code !== 0) throw new Error(`exim4 took no message: ${log()}`);
    },
    queued: () =>
      existsSync(input)
        ? readdirSync(input).flatMap((name) => (name.endsWith('-H') ? [name.slice(0, -2)] : []))
        : [],
    log,
    mail: () => (existsSync(arrived) ? readdirSync(arrived).map((name) => read(join(arrived, name))) : []),
  };
}
