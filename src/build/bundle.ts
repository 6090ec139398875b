import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { AFTER, BEFORE, BUNDLE, IP_ADDRESS } from '../start/script.js';
import { bundle, dist } from './bundling.js';
import { lean } from './lean.js';
import { makeCache } from './rehearsal.js';

/**
 * Octets. V8 keeps a longer text apart from the young objects. Of these there may be 800 KB before it collects garbage; Node makes 300
 * before the program begins, and with the text among them there would be more within a session.
 */
const YOUNG = 132 * 1024;

/** Makes all that is in dist, but for the single executable. */
async function main(): Promise<void> {
  await bundle('main.ts', BUNDLE, { plugins: [lean], banner: { js: BEFORE }, footer: { js: AFTER } });
  const file = resolve(dist, BUNDLE);
  writeFileSync(file, readFileSync(file, 'utf8').padEnd(YOUNG + 1));
  await bundle('../node_modules/ip-address', IP_ADDRESS);
  await bundle('build/cache.ts', 'cache.cjs');
  await bundle('start/start.ts', 'tor-smtp.cjs');
  await bundle('audit/cli.ts', 'tor-smtp-audit.cjs');
  await bundle('setup/cli.ts', 'tor-smtp-setup.cjs');
  await bundle('check/cli.ts', 'tor-smtp-check.cjs');
  await makeCache(dist);
}

void main();
