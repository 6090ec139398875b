import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Machine } from '../../support/machine/machine.js';
import { root } from '../../support/paths.js';

const exec = promisify(execFile);

/** A Debian's own mail server on a machine of its own, that sends by tor-smtp --by-recipient. It takes mail at port 25. */
export interface Mta {
  readonly machine: Machine;
  log(): string;
  /** The recipients that the log says are delivered, and those that are refused for good. */
  sent(): ReadonlySet<string>;
  bounced(): ReadonlySet<string>;
  /** What waits, with its recipients. */
  queue(): Promise<string>;
  /** Attempts what waits. */
  hurry(): Promise<unknown>;
}

export interface MtaSite {
  readonly folder: string;
  /** For tor-smtp, behind --by-recipient. */
  readonly options: readonly string[];
}

/** The first group of each match in a text. */
export function found(text: string, pattern: RegExp): ReadonlySet<string> {
  return new Set([...text.matchAll(pattern)].map(([, group = '']) => group));
}

/** Unpacks a package, which apt would not install beside Exim, once for each checkout; returns the folder. */
export async function unpacked(name: string): Promise<string> {
  const folder = join(root, 'build/packages');
  const target = join(folder, name);
  if (existsSync(target)) return target;
  mkdirSync(folder, { recursive: true });
  const download = () =>
    exec('apt-get', ['-qq', '-o', 'APT::Sandbox::User=root', 'download', name], { cwd: folder });
  // Where no lists of packages are there yet.
  await download().catch(() => exec('apt-get', ['-qq', 'update']).then(download));
  const file = readdirSync(folder).find((each) => each.startsWith(`${name}_`) && each.endsWith('.deb'));
  if (file === undefined) throw new Error(`apt-get has downloaded no ${name}`);
  await exec('dpkg', ['-x', join(folder, file), target]);
  return target;
}
