import { rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { AFTER, BEFORE, BUNDLE, CACHE, IP_ADDRESS, readBundle } from '../start/script.js';
import { bundle, dist } from './bundling.js';
import { lean } from './lean.js';
import { padded } from './padding.js';
import { makeCache } from './rehearsal.js';

/** Makes all that is in dist, but for the single executable. */
async function main(): Promise<void> {
  rmSync(resolve(dist, CACHE), { force: true });
  await bundle('main.ts', BUNDLE, { plugins: [lean], banner: { js: BEFORE }, footer: { js: AFTER } });
  const file = resolve(dist, BUNDLE);
  writeFileSync(file, padded(readBundle(file)));
  await bundle('../node_modules/ip-address', IP_ADDRESS);
  await bundle('build/cache.ts', 'cache.cjs');
  await bundle('start/start.ts', 'tor-smtp.cjs');
  await bundle('audit/cli.ts', 'tor-smtp-audit.cjs');
  await bundle('setup/cli.ts', 'tor-smtp-setup.cjs');
  await bundle('check/cli.ts', 'tor-smtp-check.cjs');
  await makeCache(dist);
}

void main();
