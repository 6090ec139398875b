import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../paths.js';

/** Unpacks Debian packages that would not be installed beside Exim, once for each checkout; the folder of each. */
export function unpack(...packages: readonly string[]): string[] {
  execFileSync(join(root, 'test/fetch-mtas.sh'), packages, { stdio: ['ignore', 'inherit', 'inherit'] });
  return packages.map((name) => join(root, 'build/mtas', name));
}
