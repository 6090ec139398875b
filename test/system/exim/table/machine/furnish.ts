import { chownSync } from 'node:fs';
import type { Machine } from '../../../../support/machine/machine.js';
import type { Accounts } from './accounts.js';

/** What the machine of a row has besides, made before Exim starts; `ROW` in a name keeps it for this row alone. */
export interface Furniture {
  /**
   * account NAME: full name, alias NAME: targets, list NAME owner: targets, forward NAME: targets, email NAME: address,
   * map DOMAIN: onion, dns NAME TYPE: words of a line of zone.ts
   */
  readonly kind: 'account' | 'alias' | 'list' | 'forward' | 'email' | 'map' | 'dns';
  readonly name: string;
  readonly owner: string;
  readonly value: string;
}

/** Gives it all to the machine. */
export function furnish(machine: Machine, accounts: Accounts, furniture: readonly Furniture[]) {
  const lines = {
    '/etc/aliases': '',
    '/etc/lists': '',
    '/etc/owners': '',
    '/etc/email-addresses': '',
    '/etc/exim4/onion-map': '',
    '/etc/zone': '',
  };
  for (const { kind, name, owner, value } of furniture) {
    if (kind === 'account') accounts.add(name, value);
    if (kind === 'alias') lines['/etc/aliases'] += `${name}: ${value}\n`;
    if (kind === 'list') {
      lines['/etc/lists'] += `${name}: ${value}\n`;
      lines['/etc/owners'] += `${name}: ${owner}\n`;
      // Exim takes no return path that it could not deliver to.
      lines['/etc/aliases'] += `${owner.split('@')[0]}: author\n`;
    }
    if (kind === 'email') lines['/etc/email-addresses'] += `${name}: ${value}\n`;
    if (kind === 'map') lines['/etc/exim4/onion-map'] += `${name}: ${value}\n`;
    if (kind === 'dns') lines['/etc/zone'] += `${owner} ${name} ${value}\n`;
    if (kind === 'forward') {
      accounts.add(name, 'Forwarder');
      machine.write(`/home/${name}/.forward`, `${value}\n`);
      chownSync(machine.path(`/home/${name}/.forward`), accounts.uid(name), accounts.uid(name));
    }
  }
  for (const [file, text] of Object.entries(lines)) machine.write(file, text);
}
