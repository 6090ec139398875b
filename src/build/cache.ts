import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withChecksum } from '../start/checksum.js';
import { BUNDLE, CACHE, compileBundle, readBundle, runBundle } from '../start/script.js';
import { makeCache } from './rehearsal.js';

/**
 * dist/cache.cjs: makes V8's code cache for the bundle beside it, which only the V8 that made it takes. So a package makes
 * it where it is installed, and again for a new Node. It runs itself once more with the folder, and keeps what has been
 * compiled by the end of the session that it serves there.
 */
const [folder] = process.argv.splice(2, 1);
if (folder === undefined) {
  void makeCache(__dirname);
} else {
  const file = join(folder, BUNDLE);
  const script = compileBundle(readBundle(file), file);
  process.on('exit', () => {
    // Never half a cache, whatever happens to this process.
    const made = join(folder, `${CACHE}.new`);
    writeFileSync(made, withChecksum(script.createCachedData()));
    renameSync(made, join(folder, CACHE));
  });
  runBundle(script);
}
