import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BUNDLE, CACHE, IP_ADDRESS } from '../start/script.js';
import { bundle, dist } from './bundling.js';

const {
  inject,
}: {
  inject(file: string, resource: string, data: Buffer, options: { sentinelFuse: string }): Promise<void>;
} = require('postject');

/** Makes dist/tor-smtp, or the file named: a copy of this Node with the bundle in it, for a mail server without Node. */
const program = resolve(process.argv[2] ?? resolve(dist, 'tor-smtp'));
const blob = `${program}.blob`;
const configuration = `${program}.json`;
const source = `${program}.main.cjs`;

async function main(): Promise<void> {
  await bundle('start/executable.ts', source, { sourcemap: false });
  const assets = Object.fromEntries([BUNDLE, CACHE, IP_ADDRESS].map((name) => [name, resolve(dist, name)]));
  writeFileSync(
    configuration,
    JSON.stringify({
      main: source,
      output: blob,
      disableExperimentalSEAWarning: true,
      useCodeCache: true,
      assets,
    }),
  );
  execFileSync(process.execPath, ['--experimental-sea-config', configuration], { stdio: 'ignore' });
  // A program that is running cannot be written over.
  rmSync(program, { force: true });
  copyFileSync(process.execPath, program);
  await inject(program, 'NODE_SEA_BLOB', readFileSync(blob), {
    sentinelFuse: 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2',
  });
  for (const file of [blob, configuration, source]) rmSync(file);
}

void main();
