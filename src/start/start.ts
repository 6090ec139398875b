import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkedData } from './checksum.js';
import { CACHE, compileBundle, runBundle } from './script.js';

/** The program, as it is installed: the bundle beside this file, from the code cache. */
let cache: Buffer | undefined;
try {
  cache = checkedData(readFileSync(join(__dirname, CACHE)));
} catch {
  // Without it the program is the same, only slower to start.
}
runBundle(compileBundle(__dirname, cache));
