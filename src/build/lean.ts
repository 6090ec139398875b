import type { Plugin } from 'esbuild';
import { IP_ADDRESS } from '../start/script.js';

const NOTHING = 'nothing';

/**
 * What the packages load and a session does not need is left out, or comes later. The figures are of a launched session's
 * instructions, of which an empty Node takes 97 million.
 * - commander loads `child_process`, for programs of several executables: 2.4 million.
 * - the hash of @noble/hashes loads `crypto`, for random octets: 4.5 million.
 * - `socks` loads a library for IP addresses, and asks whether the host is one, for which Node compiles regular expressions, one of
 *   3,000 characters: 14 million, and one for a text that is not read.
 */
export const lean: Plugin = {
  name: 'lean',
  setup({ onResolve, onLoad }) {
    const of = (name: string) => new RegExp(`[\\\\/]node_modules[\\\\/]${name}[\\\\/]`);
    const nothingFor = (filter: RegExp, name: string) =>
      onResolve({ filter }, ({ importer }) =>
        of(name).test(importer) ? { path: 'nothing', namespace: NOTHING } : undefined,
      );
    nothingFor(/^node:child_process$/, 'commander');
    nothingFor(/^@noble\/hashes\/crypto$/, '@noble');
    onLoad({ filter: /^nothing$/, namespace: NOTHING }, () => ({ contents: '' }));

    onResolve({ filter: /^(ip-address|net)$/ }, ({ path, importer }) =>
      of('socks').test(importer) ? { path, namespace: 'later' } : undefined,
    );
    onResolve({ filter: new RegExp(`${IP_ADDRESS}$`) }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /^ip-address$/, namespace: 'later' }, () => ({
      contents: `for (const name of ['Address4', 'Address6'])
          Object.defineProperty(exports, name, { get: () => require('./${IP_ADDRESS}')[name] });`,
      resolveDir: __dirname,
    }));
    onLoad({ filter: /^net$/, namespace: 'later' }, () => ({
      contents: `const net = require('net');
          module.exports = {
            ...net,
            isIPv4: (text) => /^[\\d.]+$/.test(text) && net.isIPv4(text),
            isIPv6: (text) => text.includes(':') && net.isIPv6(text),
          };`,
    }));
  },
};
