import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withChecksum } from '../start/checksum.js';
import { CACHE, compileBundle, runBundle } from '../start/script.js';

/** Serves one connection with the bundle in the folder that is the first argument, and saves what V8 has compiled by the end. */
const [folder = ''] = process.argv.splice(2, 1);
const script = compileBundle(folder);
process.on('exit', () => writeFileSync(join(folder, CACHE), withChecksum(script.createCachedData())));
runBundle(script);
