import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';
import { IP_ADDRESS } from '../start/script.js';

const COMMANDER = join(dirname(require.resolve('commander')), 'lib');
const OF_COMMANDER = /[\\/]node_modules[\\/]commander[\\/]/;
const OF_SOCKS = /[\\/]node_modules[\\/]socks[\\/]/;

/**
 * What the packages load and a session does not need is left out, or comes later. The figures are millions of instructions
 * (`perf stat -e instructions`) that each saved of a launched session, which has some 170 now; an empty Node has 100.
 * - commander loads `child_process`, for programs of several executables: 3.
 * - Its entry makes a command of its own, in case somebody wants one: 2. Of its names those that src imports are left.
 * - `socks` loads a library for IP addresses, and asks whether the host is one, for which Node compiles regular expressions, one of
 *   3,000 characters: 21. The library is in a file of its own, so that not even its text is read.
 */
export const lean: Plugin = {
  name: 'lean',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) =>
      OF_COMMANDER.test(importer) ? { path, namespace: 'nothing' } : undefined,
    );
    onLoad({ filter: /^/, namespace: 'nothing' }, () => ({ contents: '' }));

    onResolve({ filter: /^commander$/ }, ({ path }) => ({ path, namespace: 'parts' }));
    onLoad({ filter: /^/, namespace: 'parts' }, () => ({
      resolveDir: COMMANDER,
      contents: `exports.Command = require('./command.js').Command;
        exports.Option = require('./option.js').Option;
        Object.assign(exports, require('./error.js'));`,
    }));

    onResolve({ filter: /^(ip-address|net)$/ }, ({ path, importer }) =>
      OF_SOCKS.test(importer) ? { path, namespace: 'later' } : undefined,
    );
    onResolve({ filter: new RegExp(`${IP_ADDRESS}$`) }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /^ip-address$/, namespace: 'later' }, () => ({
      contents: `for (const name of ['Address4', 'Address6'])
        Object.defineProperty(exports, name, { get: () => require('./${IP_ADDRESS}')[name] });`,
    }));
    onLoad({ filter: /^net$/, namespace: 'later' }, () => ({
      contents: `const net = require('net');
        module.exports = {
          __proto__: net,
          isIPv4: (text) => /^[\\d.]+$/.test(text) && net.isIPv4(text),
          isIPv6: (text) => text.includes(':') && net.isIPv6(text),
        };`,
    }));
  },
};
