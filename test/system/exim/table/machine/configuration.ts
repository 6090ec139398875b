import { chmodSync, chownSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { eximIdentity } from '../../../../support/exim/identity.js';
import type { Machine } from '../../../../support/machine/machine.js';
import { contrib } from '../../../../support/paths.js';
import { LAPTOP, ONIONS, ORDINARY } from './names.js';
import { PASSWORD } from './orders.js';

/** Exim's configuration: the files for sending, Debian's answers, and what the rows need besides. */
export function configure(machine: Machine, macros: string) {
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
