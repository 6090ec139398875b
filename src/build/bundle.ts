import { resolve } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { BUNDLE } from '../start/script.js';
import { makeCache } from './rehearsal.js';

const root = resolve(__dirname, '../../..');
const dist = resolve(root, 'dist');

/**
 * At each start `socks` does two things that only IP addresses need: it loads a library for them, and asks whether the host
 * is an IPv6 address, for which Node compiles a regular expression of 3,000 characters. Without this plugin a launched
 * session takes 13 % more CPU (user and system, median ratio of 31 alternating runs).
 */
const lazySocks: Plugin = {
  name: 'lazy-socks',
  setup({ onResolve, onLoad }) {
    const ofSocks = /[\\/]socks[\\/]build[\\/]/;
    onResolve({ filter: /^(ip-address|net)$/ }, ({ path, importer }) =>
      ofSocks.test(importer) ? { path, namespace: 'lazy' } : undefined,
    );
    onLoad({ filter: /^ip-address$/, namespace: 'lazy' }, () => ({
      contents: `for (const name of ['Address4', 'Address6'])
        Object.defineProperty(exports, name, { get: () => require('ip-address')[name] });`,
      resolveDir: root,
    }));
    onLoad({ filter: /^net$/, namespace: 'lazy' }, () => ({
      contents: `const net = require('net');
        module.exports = { ...net, isIPv6: (text) => text.includes(':') && net.isIPv6(text) };`,
      resolveDir: root,
    }));
  },
};

async function main(): Promise<void> {
  const options: BuildOptions = {
    bundle: true,
    platform: 'node',
    // The Node of Debian 12 as it first came.
    target: 'node18.13',
    minify: true,
    // For trace.ts, which reads stack traces from the field. To leave the names in would cost 3 % of the CPU of a launch.
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    charset: 'ascii',
    logLevel: 'warning',
  };
  const bundle = (source: string, target: string, plugins: Plugin[] = []) =>
    build({
      ...options,
      entryPoints: [resolve(root, 'src', source)],
      outfile: resolve(dist, target),
      plugins,
    });
  await bundle('main.ts', BUNDLE, [lazySocks]);
  await bundle('build/cache.ts', 'cache.cjs');
  await bundle('start/start.ts', 'tor-smtp.cjs');
  await bundle('audit/cli.ts', 'tor-smtp-audit.cjs');
  await bundle('setup/cli.ts', 'tor-smtp-setup.cjs');
  await bundle('check/cli.ts', 'tor-smtp-check.cjs');
  await makeCache(dist);
}

void main();
