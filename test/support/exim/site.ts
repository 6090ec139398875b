import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { contrib } from '../paths.js';
import { configuration } from './configuration.js';
import { chownTree, eximIdentity, type Identity } from './identity.js';

/** What a test Exim is given; the rest is the shipped configuration. */
export interface EximSite {
  /** An existing folder; the Exim makes its own, called `name`, in it. */
  folder: string;
  name: string;
  /** Domains with mailboxes: every local part has one. */
  domains: readonly string[];
  macros?: Readonly<Record<string, string>>;
  /** More lines for the main section. */
  main?: string;
  /** More ACLs. */
  acls?: string;
  /** Offers STARTTLS. */
  tls?: boolean;
  /** Runs the shipped files through here, to take a cure out; the path is relative to contrib/exim4. */
  edit?: (path: string, text: string) => string;
  /** Another whole configuration in place of the one of exim-configuration.ts; `shipped` is a copy of contrib/exim4. */
  text?: (shipped: string) => string;
}

/** A test Exim's folder: spool, log, mail (a Maildir), secret, exim4 (the shipped files) and exim.conf. */
export interface Prepared {
  readonly folder: string;
  readonly configuration: string;
  readonly identity: Identity;
}

/** Fills the folder. The shipped files are copied, since Exim's user need not be able to read the checkout. */
export function prepare(site: EximSite): Prepared {
  const identity = eximIdentity();
  const folder = resolve(site.folder, site.name);
  const shipped = join(folder, 'exim4');
  const file = join(folder, 'exim.conf');
  for (const path of [folder, join(folder, 'spool'), join(folder, 'log')]) mkdirSync(path);
  chmodSync(site.folder, 0o711);
  cpSync(resolve(contrib, 'exim4'), shipped, { recursive: true });
  if (site.edit) editTree(shipped, site.edit);
  const secret = join(folder, 'secret');
  writeFileSync(secret, `${'k'.repeat(40)}\n`);
  writeFileSync(file, site.text?.(shipped) ?? configuration({ ...site, folder, shipped, secret, identity }));
  chownTree(folder, identity);
  return { folder, configuration: file, identity };
}

function editTree(folder: string, edit: (path: string, text: string) => string) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    writeFileSync(path, edit(relative(folder, path), readFileSync(path, 'utf8')));
  }
}
