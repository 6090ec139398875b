import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { version } from '../../../package.json';
import { checkedData } from '../../../src/start/checksum.js';
import { BUNDLE, compileBundle, readBundle } from '../../../src/start/script.js';
import { temporaryFolder } from '../../support/folder.js';
import { hasFailed } from '../../support/outcome.js';
import { root } from '../../support/paths.js';
import { run } from '../../support/programs/command.js';
import { type MailServer, startMailServer } from '../../support/stand-ins/mail-server.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { type StandIn, startStandIn } from '../../support/stand-ins/onion-stand-in.js';

/** Those that test/fetch-nodes.sh fetches. `npm run test:nodes` tries more on each. */
const NODES = ['18.13', '18', '20', '22', '24'];

const onion = onionAddress('bob');
const { path: folder, discard } = temporaryFolder('nodes');
let server: MailServer;
let tor: StandIn;

before(async () => {
  const { code, output } = await run(join(root, 'test/fetch-nodes.sh'), [], { env: process.env });
  assert.equal(code, 0, output);
  for (const part of ['bin', 'dist', 'package.json']) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  server = await startMailServer({ patient: true });
  tor = await startStandIn({ [onion]: server.port });
});
after(() => {
  tor.stop();
  server.stop();
  discard(hasFailed());
});

/** One message, piped in, by the installed program with this code cache. */
async function deliver(node: string, cache: Buffer): Promise<void> {
  writeFileSync(join(folder, 'dist/main.cache'), cache);
  const before = server.sessions.length;
  const session = [
    'MAIL FROM:<a@me.example>',
    `RCPT TO:<b@${onion}>`,
    'DATA',
    'Subject: Hello',
    '',
    '.',
    'QUIT',
  ];
  const input = [`EHLO me.example ${onion}`, ...session, ''].join('\r\n');
  const args = [join(folder, 'bin/tor-smtp'), '--socks', `127.0.0.1:${tor.port}`];
  const { code, output } = await run(node, args, { env: {}, input });
  assert.equal(code, 0, output);
  assert.match(output, /^220 tor-smtp ESMTP\r\n/);
  assert.deepEqual(
    server.sessions.slice(before).map(({ messages }) => messages),
    [['Subject: Hello\r\n\r\n']],
    output,
  );
}

for (const name of NODES) {
  describe(`on Node ${name}`, () => {
    const node = join(root, 'build/nodes', name, 'node');

    it('each program says its version', async () => {
      assert.match((await run(node, ['--version'])).output, new RegExp(`^v${name}\\.`));
      for (const program of readdirSync(join(root, 'bin'))) {
        const env = { PATH: `${dirname(node)}:/usr/bin:/bin` };
        const printed = await run(join(root, 'bin', program), ['--version'], { env });
        assert.deepEqual(printed, { code: 0, output: `${version}\n` }, program);
      }
    });

    it('delivers a message, with the code cache of the Node that built it', async () => {
      await deliver(node, readFileSync(join(root, 'dist/main.cache')));
    });
  });
}

describe('the code cache', () => {
  const dist = join(root, 'dist');
  const bundle = join(dist, BUNDLE);
  const good = readFileSync(join(dist, 'main.cache'));
  const middle = good.length >> 1;

  it('is used by the Node that built it', () => {
    const script = compileBundle(readBundle(bundle), bundle, checkedData(good));
    assert.equal(script.cachedDataRejected, false);
  });

  const damaged: [string, Buffer][] = [
    ['ends early', good.subarray(0, middle)],
    ['is zero from the middle on', Buffer.concat([good.subarray(0, middle)], good.length)],
    ['has lost a block', Buffer.from(good).fill(0, middle, middle + 512)],
    ['has lost its beginning', Buffer.from(good).fill(0, 0, 512)],
    ['is empty', Buffer.alloc(0)],
  ];
  for (const [what, cache] of damaged)
    it(`is not used if it ${what}`, () => deliver(process.execPath, cache));
});
