import { chmodSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../../support/paths.js';

/** A fault in the program: in a file of src, what stands in one place, and what stands there instead. */
export interface Mutation {
  readonly file: string;
  readonly place: string;
  readonly by: string;
}

/** Builds the program with this fault, into a folder; gives its path. */
export async function buildMutant({ file, place, by }: Mutation, folder: string): Promise<string> {
  const source = resolve(root, 'src', file);
  const text = readFileSync(source, 'utf8');
  if (text.split(place).length !== 2) throw new Error(`${file} has not one place for ${place}`);
  const outfile = join(folder, 'tor-smtp');
  await build({
    entryPoints: [resolve(root, 'src/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'warning',
    plugins: [
      {
        name: 'mutation',
        setup: ({ onLoad }) =>
          onLoad({ filter: /[.]ts$/ }, ({ path }) =>
            path === source ? { contents: text.replace(place, () => by), loader: 'ts' } : undefined,
          ),
      },
    ],
  });
  chmodSync(outfile, 0o755);
  return outfile;
}
