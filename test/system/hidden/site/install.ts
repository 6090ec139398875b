import { debconf } from '../../../support/machine/debconf.js';
import type { Machine } from '../../../support/machine/machine.js';
import { until } from '../../../support/wait.js';
import { installExim, installOnion, type Layout } from './layout.js';
import { DOMAIN, type Onion } from './names.js';

/** What is installed on a machine, and how. */
export interface Installation {
  onions: readonly Onion[];
  /** How connections come from Tor to Exim; by default as contrib/README.md has it first. */
  layout: Layout;
  /** Macros that the site defines, as in main/000_localmacros. */
  macros?: string;
  /** Without the files for onion services: Debian's Exim as it is. */
  plain?: boolean;
  /** The one-file form. */
  whole?: boolean;
  /** What else to do before Exim starts. */
  furnish?: (machine: Machine) => unknown;
}

/** Installs Exim's files and each onion by the steps of contrib/README.md; `booted` runs a script where systemctl works. */
export async function install(
  machine: Machine,
  booted: (script: string) => Promise<string>,
  { onions, layout, macros = '', plain = false, whole = false, furnish }: Installation,
) {
  machine.write('/etc/exim4/update-exim4.conf.conf', debconf(!whole, DOMAIN, '127.0.0.1 ; 192.0.2.1'));
  machine.write(
    whole ? '/etc/exim4/exim4.conf.localmacros' : '/etc/exim4/conf.d/main/000_localmacros',
    macros,
  );
  if (!plain) {
    await booted(installExim(whole));
    for (const { name, port, alias } of onions) {
      await booted(installOnion(name, port, layout));
      machine.write(`/etc/exim4/tor-hidden/aliases/${name}`, `${alias}\n`);
      machine.write(`/etc/exim4/tor-hidden/users/${name}`, 'alice: alice\npen.name: bob\n');
    }
  }
  await furnish?.(machine);
  if (layout === 'xinetd') await startXinetd(machine, onions);
}

async function startXinetd(machine: Machine, onions: readonly Onion[]) {
  machine.write('/etc/xinetd.conf', 'includedir /etc/xinetd.d\n');
  await machine.sh('cd /etc/xinetd.d; find . -type f ! -name "tor-hidden-smtp-*" -delete');
  await machine.start('xinetd', ['-dontfork', '-f', '/etc/xinetd.conf']);
  for (const { port } of onions)
    await until('xinetd', async () => (await machine.sh('ss -Hltn')).includes(`:${port} `));
}
