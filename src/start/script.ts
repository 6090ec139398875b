import { readFileSync } from 'node:fs';
import { wrap } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';

/** What esbuild makes of src/main.ts; in ASCII, so that it can be read as latin1, which is faster than UTF-8. */
export const BUNDLE = 'main.cjs';
/** V8's code cache for it: what V8 compiled in one whole session, and need not compile again. */
export const CACHE = 'main.cache';

/** Compiles the bundle in a folder, with the cache if there is one. V8 ignores the cache of another version. */
export function compileBundle(folder: string, cachedData?: Buffer): Script {
  const filename = join(folder, BUNDLE);
  return new Script(wrap(readFileSync(filename, 'latin1')), { filename, ...(cachedData && { cachedData }) });
}

/** Runs it as Node runs a CommonJS module. */
export function runBundle(script: Script): void {
  script.runInThisContext()(exports, require, module);
}
