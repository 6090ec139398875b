import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../ports.js';
import { type Running, run, start } from '../programs/command.js';
import { until } from '../wait.js';
import { type EximSite, prepare } from './site.js';

export type { EximSite } from './site.js';

export interface Submission {
  /** The envelope sender; empty for a bounce. */
  from: string;
  to: readonly string[];
  /** Only queue it: the first attempt is the next queue run's. */
  queue?: boolean;
}

/** A test Exim: the real program with its queue, logs and mailboxes in one folder. */
export interface Exim {
  readonly folder: string;
  readonly spool: string;
  /** exim4 with this configuration, whatever the arguments. */
  run(args: readonly string[], input?: string | Buffer): Promise<{ code: number | null; output: string }>;
  /** Hands a message in by the sendmail command and, unless it is only queued, waits for the first attempt. */
  submit(message: string | Buffer, submission: Submission): Promise<void>;
  /** One attempt for what is due; with `force` for all that is on the queue. */
  runQueue(force?: boolean): Promise<void>;
  /** What `mailq` prints; empty when nothing waits. */
  queue(): Promise<string>;
  log(): string;
  /** The records of a hints database, as `exim_dumpdb` prints them: retry, wait-tor_smtp. */
  records(database: string): Promise<string>;
  /** The messages in the mailboxes, oldest first, exactly as they were delivered. */
  mail(): string[];
  /** The same, as soon as nothing is on the queue: Exim answers 250 before it delivers. */
  delivered(): Promise<string[]>;
  /** Listens on a free port of 127.0.0.1. */
  listen(): Promise<number>;
  stop(): Promise<void>;
}

/** What Exim says at every start with -C that is not root's. */
const PRIVILEGES = /^.*exim user lost privilege for using -C option\n/gm;

/**
 * Makes one. Started by root, Exim runs as its own user; else as the user of this process, since with -C it gives its
 * privileges up. Then log lines are without message ids and come by stderr, which `log` hides.
 */
export function makeExim(site: EximSite): Exim {
  const { folder, configuration, identity } = prepare(site);
  const spool = join(folder, 'spool');
  const options = { cwd: folder, ...identity, env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } };
  const command = ['-C', configuration];
  let printed = '';
  let daemon: Running | undefined;

  async function exim(args: readonly string[], input: string | Buffer = '') {
    const result = await run('exim4', [...command, ...args], { ...options, input });
    if (args[0] !== '-bp') printed += result.output;
    return result;
  }

  function log() {
    const main = join(folder, 'log/main');
    const written = existsSync(main) ? readFileSync(main, 'latin1') : '';
    return (written + printed + (daemon?.output() ?? '')).replace(PRIVILEGES, '');
  }

  function mail() {
    const arrived = join(folder, 'mail/new');
    if (!existsSync(arrived)) return [];
    const names = readdirSync(arrived).sort();
    return names.map((name) => readFileSync(join(arrived, name), 'latin1'));
  }

  return {
    folder,
    spool,
    run: exim,
    async submit(message, { from, to, queue }) {
      const { code, output } = await exim(
        [queue ? '-odq' : '-odf', '-oi', '-f', from || '<>', '--', ...to],
        message,
      );
      if (code !== 0) throw new Error(`exim4 took no message: ${output}`);
    },
    async runQueue(force = false) {
      await exim([force ? '-qff' : '-q']);
    },
    queue: async () => (await exim(['-bp'])).output.replace(PRIVILEGES, ''),
    log,
    records: async (database) => (await run('exim_dumpdb', [spool, database], options)).output,
    mail,
    async delivered() {
      const input = join(spool, 'input');
      await until(`the queue of ${site.name}`, () => !existsSync(input) || readdirSync(input).length === 0);
      return mail();
    },
    async listen() {
      const port = await freePort();
      daemon = start('exim4', [...command, '-bdf', '-odf', '-oX', `<;[127.0.0.1]:${port}`], options);
      daemon.child.stdin?.end();
      await until(`${site.name} to listen`, () => /daemon started/.test(log()));
      return port;
    },
    async stop() {
      await daemon?.stop();
    },
  };
}
