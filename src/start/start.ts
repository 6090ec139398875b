import { readFileSync } from 'node:fs';
import { checkedData } from './checksum.js';
import './stderr.js';
import { BUNDLE, CACHE, compileBundle, readBundle, runBundle } from './script.js';

/** The installed program: the bundle beside this file, with its code cache. */
let cache: Buffer | undefined;
try {
  cache = checkedData(readFileSync(`${__dirname}/${CACHE}`));
} catch {
  // Without it the program only starts more slowly.
}
const file = `${__dirname}/${BUNDLE}`;
runBundle(compileBundle(readBundle(file), file, cache));
