import { lchownSync, lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import type { Host } from './host.js';

/** Removes what others left behind: a file, a socket, an empty folder. What a folder still has may be given to root. */
export function tidy(host: Host, path: string, say: (line: string) => void, toRoot: boolean) {
  const found = lstatSync(host.path(path), { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory()) {
    say(`    removes ${path}`);
    rmSync(host.path(path));
  } else if (readdirSync(host.path(path)).length === 0) {
    say(`    removes ${path}/`);
    rmdirSync(host.path(path));
  } else {
    say(`    keeps ${path}/, which is not empty`);
    const left = [path, ...readdirSync(host.path(path)).map((name) => `${path}/${name}`)];
    if (toRoot) for (const each of left) lchownSync(host.path(each), 0, 0);
  }
}
