import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { version } from '../../../package.json';
import { temporaryFolder } from '../../support/folder.js';
import { hasFailed } from '../../support/outcome.js';
import { program as installed, root } from '../../support/paths.js';
import { run } from '../../support/programs/command.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { startStandIn } from '../../support/stand-ins/onion-stand-in.js';

const preload = join(root, 'test/support/launch/cache.cjs');

describe('the single executable', () => {
  const folder = temporaryFolder('exe');
  const program = join(folder.path, 'tor-smtp');
  before(async () => {
    const { code, output } = await run(process.execPath, [
      join(root, 'build/src/build/executable.js'),
      program,
    ]);
    assert.equal(code, 0, output);
  });
  after(() => folder.discard(hasFailed()));

  it('serves a session as far as Tor, without Node in its path', async () => {
    const tor = await startStandIn();
    const input = `NOOP\r\nEHLO me.example ${onionAddress('nobody')}\r\nQUIT\r\n`;
    const args = ['--socks', `127.0.0.1:${tor.port}`, '--log', join(folder.path, 'log')];
    const { code, output } = await run(program, args, { env: {}, input });
    tor.stop();
    assert.equal(code, 0);
    assert.match(output, /^220 .*\r\n250 2\.0\.0 .*\r\n451 4\.4\.1 .*\r\n221 2\.0\.0 .*\r\n$/);
  });

  it('has all inside that a session may need', async () => {
    let last = '';
    const answers = ['\x05\x02', '\x01\x00', '\x05\xf0\x00\x01\x00\x00\x00\x00\x00\x00'];
    const tor = createServer((socket) =>
      socket.on('data', (bytes: Buffer) => {
        last = bytes.toString('hex');
        socket.write(answers.shift() ?? '', 'latin1');
      }),
    ).listen(0, '127.0.0.1');
    await once(tor, 'listening');
    const { port } = tor.address() as AddressInfo;
    const input = 'EHLO me.example 192.0.2.1\r\nQUIT\r\n';
    const args = ['--socks', `127.0.0.1:${port}`, '--allow', '*', '--isolate', 'connection'];
    const { output } = await run(program, args, { env: {}, input });
    tor.close();
    assert.equal(last, '05010001c00002010019');
    assert.match(output, /^451 4\.4\.1 /m);
  });

  it('takes its code cache, as the installed program does', async () => {
    for (const each of [program, installed]) {
      const caches = join(folder.path, 'caches');
      const env = { PATH: process.env.PATH, NODE_OPTIONS: `--require ${preload}`, CACHES: caches };
      const { output } = await run(each, ['--version'], { env });
      assert.equal(output, `${version}\n`);
      assert.equal(readFileSync(caches, 'utf8'), 'taken\n', each);
      rmSync(caches);
    }
  });

  it('has the version of the package', async () => {
    assert.deepEqual(await run(program, ['--version'], { env: {} }), { code: 0, output: `${version}\n` });
  });
});
