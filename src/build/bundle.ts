import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { AFTER, BEFORE, BUNDLE, IP_ADDRESS, readBundle } from '../start/script.js';
import { bundle, dist } from './bundling.js';
import { lean } from './lean.js';
import { makeCache } from './rehearsal.js';

/**
 * Characters. V8 has a space of its own for a string of more than 128 Ki. A shorter one lies among the young objects, which V8 collects
 * once they fill four fifths of a mebibyte; Node has made a third of a mebibyte before the program begins. So the text is made longer than
 * it is: then no launched session collects garbage, in Node 20 and later.
 */
const LARGE = 132 * 1024;

/** Makes all that is in dist, but for the single executable. */
async function main(): Promise<void> {
  await bundle('main.ts', BUNDLE, { plugins: [lean], banner: { js: BEFORE }, footer: { js: AFTER } });
  const file = resolve(dist, BUNDLE);
  writeFileSync(file, readBundle(file).padEnd(LARGE));
  await bundle('../node_modules/ip-address', IP_ADDRESS);
  await bundle('build/cache.ts', 'cache.cjs');
  await bundle('start/start.ts', 'tor-smtp.cjs');
  await bundle('audit/cli.ts', 'tor-smtp-audit.cjs');
  await bundle('setup/cli.ts', 'tor-smtp-setup.cjs');
  await bundle('check/cli.ts', 'tor-smtp-check.cjs');
  await makeCache(dist);
}

void main();
