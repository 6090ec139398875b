import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Host } from '../machine/host.js';

/** Where Debian's package has its files. Its units, users, folders and Exim files come with it. */
const PACKAGE = '/usr/share/tor-smtp';

export interface Installed {
  readonly folder: string;
  /** By Debian's package, and not by npm. */
  readonly packaged: boolean;
  /** The program as units name it. */
  readonly program: string;
  /** A folder that the PATH of the service needs in front, to find this Node. */
  readonly node: string | undefined;
  /** Folders outside those that the sandbox of the service can run programs from. */
  readonly outside: readonly string[];
}

/** Folders that PATH has in the unit and in the file for xinetd. */
const SEARCHED = ['/usr/local/bin', '/usr/bin', '/bin'];
/** ExecPaths of the units. */
const RUN_FROM = /^\/(usr|lib|lib64|opt)\//;

/** How tor-smtp in this folder is installed. The Node that runs this program is the one that the service is to have. */
export function installed(
  host: Host,
  folder: string,
  called = process.argv[1] ?? '',
  node = process.execPath,
): Installed {
  if (folder === PACKAGE)
    return { folder, packaged: true, program: '/usr/bin/tor-smtp', node: undefined, outside: [] };
  const own = join(folder, 'bin/tor-smtp');
  const names = [...SEARCHED.slice(0, 2), dirname(called)].map((place) => join(place, 'tor-smtp'));
  const program = names.find((name) => real(host, name) === real(host, own)) ?? own;
  const found = SEARCHED.map((place) => real(host, join(place, 'node'))).find(Boolean);
  const places = [folder, node].filter((place) => !RUN_FROM.test(place));
  return {
    folder,
    packaged: false,
    program,
    node: found === real(host, node) ? undefined : dirname(node),
    outside: [...new Set(places.map((place) => (place === node ? dirname(dirname(node)) : place)))],
  };
}

function real(host: Host, path: string): string | undefined {
  return existsSync(host.path(path)) ? realpathSync(host.path(path)) : undefined;
}

/** A folder or file on the way that others than its owner cannot pass; the user that the service runs as is such a one. */
export function closedOn(host: Host, path: string): string | undefined {
  const parent = dirname(path);
  const closed = parent === path ? undefined : closedOn(host, parent);
  if (closed !== undefined) return closed;
  const found = statSync(host.path(path), { throwIfNoEntry: false });
  if (found === undefined) return path;
  const needed = found.isDirectory() ? 0o001 : 0o004;
  return (found.mode & needed) === needed ? undefined : path;
}
