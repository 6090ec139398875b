import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import type { Host } from '../../../src/setup/machine/host.js';
import { temporaryFolder } from '../../support/folder.js';

const { path: folder, discard } = temporaryFolder('setup-site');
after(() => discard());
let count = 0;

/** A machine that has these files. */
export function machine(files: Readonly<Record<string, string>>): Host {
  const root = join(folder, String(++count));
  const path = (inside: string) => join(root, inside);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text, { mode: 0o755 });
  }
  return { path, run: () => Promise.reject(new Error('nothing is run')) };
}
