import { resolve } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const root = resolve(__dirname, '../../..');
/** Where all that is built goes. */
export const dist = resolve(root, 'dist');

/** Makes a bundle of a source and all that it imports; a path is within src, and within dist. */
export async function bundle(source: string, target: string, more: BuildOptions = {}): Promise<void> {
  await build({
    entryPoints: [resolve(root, 'src', source)],
    outfile: resolve(dist, target),
    bundle: true,
    platform: 'node',
    // The Node of Debian 12 as it first came.
    target: 'node18.13',
    // Each becomes a `require`, as the bundle is no file that Node knows of.
    supported: { 'dynamic-import': false },
    minify: true,
    // For trace.ts, which reads stack traces from the field. To leave the names in would cost 3 % of the CPU of a launch.
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    // A character an octet, for the single executable too.
    charset: 'ascii',
    logLevel: 'warning',
    ...more,
  });
}
