import { AFTER, BEFORE, BUNDLE, IP_ADDRESS } from '../start/script.js';
import { bundle, dist } from './bundling.js';
import { lean } from './lean.js';
import { makeCache } from './rehearsal.js';

/** Makes all that is in dist, but for the single executable. */
async function main(): Promise<void> {
  await bundle('main.ts', BUNDLE, { plugins: [lean], banner: { js: BEFORE }, footer: { js: AFTER } });
  await bundle('../node_modules/ip-address', IP_ADDRESS);
  await bundle('build/cache.ts', 'cache.cjs');
  await bundle('start/start.ts', 'tor-smtp.cjs');
  await bundle('audit/cli.ts', 'tor-smtp-audit.cjs');
  await bundle('setup/cli.ts', 'tor-smtp-setup.cjs');
  await bundle('check/cli.ts', 'tor-smtp-check.cjs');
  await makeCache(dist);
}

void main();
