import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eximIdentity } from '../../../support/exim/identity.js';
import { temporaryFolder } from '../../../support/folder.js';
import { type Machine, startMachine } from '../../../support/machine/machine.js';
import type { Counted } from '../../../support/machine/orders.js';
import { contrib } from '../../../support/paths.js';
import { until } from '../../../support/wait.js';
import { type Done, PASSWORD, type Work } from './orders.js';
import { type Furniture, LAPTOP, ONIONS } from './text.js';

/** Names that tell where the machine is and whose; all are searched for in what leaves. */
export const HOST = 'mail.corp.example';
export const ORDINARY = ['corp.example', 'brand.example'] as const;
export const ZONE = 'Pacific/Chatham';

/** Accounts with full names of all kinds, in latin1: `\xc3\xab` is a letter in UTF-8. */
export const ACCOUNTS: Readonly<Record<string, string>> = {
  zoe: 'Zo\xc3\xab Realname,Room 1,555-1234,',
  jurgen: 'J\xfcrgen M\xfcllermann',
  areal: '& Andwell,,,',
  anon: '',
  madonna: 'Madonna',
  ivan: '\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd \xd0\x9f\xd0\xb5\xd1\x82\xd1\x80\xd0\xbe\xd0\xb2,,,',
  rene: '=?utf-8?q?Ren=C3=A9_Dupontel?=',
  carla: 'Carla Commarell,,,,',
  max: 'Max. [Dev] O\'Muster+mann (Ops) "Mx"',
  author: 'Pen Name',
};
const FIRST_UID = 21001;

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
  const uids = new Map([['root', 0]]);

  function account(login: string, gecos: string) {
    const id = FIRST_UID + uids.size;
    uids.set(login, id);
    const home = `/home/${login}`;
    writeFileSync(machine.path('/etc/passwd'), `${login}:x:${id}:${id}:${gecos}:${home}:/bin/sh\n`, {
      flag: 'a',
      encoding: 'latin1',
    });
    writeFileSync(machine.path('/etc/group'), `${login}:x:${id}:\n`, { flag: 'a' });
    mkdirSync(machine.path(home));
    chownSync(machine.path(home), id, id);
  }

  try {
    for (const [login, gecos] of Object.entries(ACCOUNTS)) account(login, gecos);
    furnish(machine, furniture, account, (login) => uids.get(login) ?? 0);
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
    uid(login) {
      const id = uids.get(login);
      if (id === undefined) throw new Error(`no account ${login}`);
      return id;
    },
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

function configure(machine: Machine, macros: string) {
  cpSync(join(contrib, 'exim4/conf.d'), machine.path('/etc/exim4/conf.d'), {
    recursive: true,
    filter: (path) => !path.includes('tor-hidden'),
  });
  machine.write(
    '/etc/exim4/update-exim4.conf.conf',
    `dc_eximconfig_configtype='internet'
dc_other_hostnames='${[...ORDINARY, ONIONS.ALICE, ONIONS.ALSO].join(' ; ')}'
dc_local_interfaces='127.0.0.1.25 ; 192.0.2.1.25 ; 192.0.2.1.587'
dc_relay_nets='${LAPTOP}'
dc_use_split_config='true'
dc_localdelivery='mail_spool'
CFILEMODE='644'
`,
  );
  machine.write('/etc/mailname', `${ORDINARY[0]}\n`);
  // The log says which row a message is of.
  machine.write(
    '/etc/exim4/conf.d/main/000_localmacros',
    `MAIN_LOG_SELECTOR = +received_recipients +all_parents\n${macros}\n`,
  );
  machine.write(
    '/etc/exim4/conf.d/main/95_site',
    'dsn_advertise_hosts = *\nsmtp_accept_max = 200\nsmtp_accept_max_per_connection = 10000\nsmtp_accept_queue_per_connection = 0\n',
  );
  machine.write(
    '/etc/exim4/conf.d/auth/90_site',
    `site_plain:\n  driver = plaintext\n  public_name = PLAIN\n  server_prompts = :\n  server_set_id = $auth2\n  server_condition = \${if eq{$auth3}{${PASSWORD}}}\n`,
  );
  machine.write(
    '/etc/exim4/conf.d/router/450_site-lists',
    `site_lists:\n  driver = redirect\n  domains = +local_domains\n  data = \${lookup{$local_part}lsearch{/etc/lists}}\n  errors_to = \${lookup{$local_part}lsearch{/etc/owners}}\n`,
  );
  machine.write('/etc/exim4/tor-smtp.secret', `${'k'.repeat(40)}\n`);
  const { gid } = eximIdentity();
  chownSync(machine.path('/etc/exim4/tor-smtp.secret'), 0, gid);
  chmodSync(machine.path('/etc/exim4/tor-smtp.secret'), 0o640);
}

function furnish(
  machine: Machine,
  furniture: readonly Furniture[],
  account: (login: string, gecos: string) => void,
  uid: (login: string) => number,
) {
  const lines = { '/etc/aliases': '', '/etc/lists': '', '/etc/owners': '', '/etc/email-addresses': '' };
  for (const { kind, name, owner, value } of furniture) {
    if (kind === 'account') account(name, value);
    if (kind === 'alias') lines['/etc/aliases'] += `${name}: ${value}\n`;
    if (kind === 'list') {
      lines['/etc/lists'] += `${name}: ${value}\n`;
      lines['/etc/owners'] += `${name}: ${owner}\n`;
      // Exim takes no return path that it could not deliver to.
      lines['/etc/aliases'] += `${owner.split('@')[0]}: author\n`;
    }
    if (kind === 'email') lines['/etc/email-addresses'] += `${name}: ${value}\n`;
    if (kind === 'forward') {
      account(name, 'Forwarder');
      machine.write(`/home/${name}/.forward`, `${value}\n`);
      chownSync(machine.path(`/home/${name}/.forward`), uid(name), uid(name));
    }
  }
  for (const [file, text] of Object.entries(lines)) machine.write(file, text);
}
