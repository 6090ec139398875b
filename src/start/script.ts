import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';

/** What esbuild makes of src/main.ts. */
export const BUNDLE = 'main.cjs';
/** What hardly any session needs of it, in a file of its own. */
export const IP_ADDRESS = 'ip-address.cjs';
/** V8's code cache for the bundle: what V8 compiled in one whole session, and need not compile again. */
export const CACHE = 'main.cache';

/** What makes a text the function that Node makes of a CommonJS module. The bundle has it, since adding it would copy the whole text. */
export const BEFORE = '(function (exports, require, module) {';
export const AFTER = '})';

/** The text of a bundle. Node reads UTF-8 without a buffer in between, which would stay in memory. */
export function readBundle(file: string): string {
  return readFileSync(file, 'utf8');
}

/** Compiles the bundle, with the cache if there is one. V8 ignores the cache of another version. */
export function compileBundle(text: string, filename: string, cachedData?: Buffer): Script {
  return new Script(text, { filename, ...(cachedData && { cachedData }) });
}

/** Runs it as Node runs a CommonJS module; `load` is its `require`. */
export function runBundle(script: Script, load: (name: string) => unknown = require): void {
  script.runInThisContext()(exports, load, module);
}
