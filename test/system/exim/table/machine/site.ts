import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../../../support/folder.js';
import { type Machine, startMachine } from '../../../../support/machine/machine.js';
import type { Counted } from '../../../../support/machine/orders.js';
import { until } from '../../../../support/wait.js';
import { accountsOf } from './accounts.js';
import { configure } from './configuration.js';
import { type Furniture, furnish } from './furnish.js';
import { ACCOUNTS, HOST, ZONE } from './names.js';
import type { Done, Work } from './orders.js';

export interface Site extends Machine {
  uid(account: string): number;
  /** Hands messages in, and waits until nothing moves any more. */
  work(work: Work): Promise<Done>;
  /** What came to the name server and to the machines outside. */
  counted(): Promise<Counted>;
  log(): string;
  end(failed?: boolean): Promise<void>;
}

/** A Debian with Exim and the files for sending, as contrib/README.md has it, and everything that the rows need. */
export async function startTableSite(
  name: string,
  furniture: readonly Furniture[] = [],
  macros = '',
): Promise<Site> {
  const { path: folder, discard } = temporaryFolder(name);
  chmodSync(folder, 0o755);
  const machine = await startMachine(folder, HOST, ZONE);
  const end = async (failed = false) => {
    await machine.stop();
    discard(failed);
  };
  const log = () => machine.read('/var/log/exim4/mainlog');
  const accounts = accountsOf(machine);

  try {
    for (const [login, gecos] of Object.entries(ACCOUNTS)) accounts.add(login, gecos);
    furnish(machine, accounts, furniture);
    configure(machine, macros);
    await machine.sh('update-exim4.conf; exim4 -bV >/dev/null');
    await machine.start('exim4', ['-bdf', '-odf']);
    await until('Exim to listen', () => /daemon started/.test(log()), 10);
  } catch (error) {
    await end(true);
    throw error;
  }

  let works = 0;
  return {
    ...machine,
    uid: accounts.uid,
    async work(work) {
      const orders = join(folder, `orders-${++works}.json`);
      const results = join(folder, `results-${works}.json`);
      writeFileSync(orders, JSON.stringify(work));
      const { output } = await machine.run({
        file: process.execPath,
        args: [join(__dirname, 'inside.js'), orders, results],
      });
      if (!existsSync(results)) throw new Error(output);
      return JSON.parse(readFileSync(results, 'utf8'));
    },
    log,
    end,
  };
}
