import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, beforeEach, describe, it } from 'node:test';
import { padded } from '../../../src/build/padding.js';
import { temporaryFolder } from '../../support/folder.js';
import { program as installed, node, root } from '../../support/paths.js';

/** Starts a program on one end of a connection, as xinetd (fd 2 is the client too) or systemd does; what each then hears. */
async function serve(program: string, isXinetd: boolean, words = '', launch = [node], env = {}) {
  const listener = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const client = connect((listener.address() as AddressInfo).port, '127.0.0.1');
  const [accepted] = (await once(listener, 'connection')) as [Socket];
  listener.close();
  const stdio = [accepted, accepted, isXinetd ? accepted : 'pipe'] as const;
  const child: ChildProcess = spawn(launch[0] ?? node, [...launch.slice(1), program], {
    stdio: [...stdio],
    env,
  });
  accepted.destroy();
  client.end(words);
  const [heard, logged, [status]] = await Promise.all([
    text(client),
    child.stderr ? text(child.stderr) : '',
    once(child, 'exit'),
  ]);
  return { heard, logged, status };
}

describe('an installation that is not whole', () => {
  const { path: folder, discard } = temporaryFolder('damaged');
  const program = join(folder, 'bin/tor-smtp');
  const dist = join(folder, 'dist');
  beforeEach(() => {
    for (const part of ['bin', 'dist']) {
      rmSync(join(folder, part), { recursive: true, force: true });
      cpSync(join(root, part), join(folder, part), { recursive: true });
    }
  });
  after(() => discard(false));

  const half = (file: string) => {
    const whole = readFileSync(join(dist, file));
    writeFileSync(join(dist, file), whole.subarray(0, whole.length >> 1));
  };
  const damages: readonly [string, () => void][] = [
    ['has no dist', () => rmSync(dist, { recursive: true })],
    ['has no bundle', () => rmSync(join(dist, 'main.cjs'))],
    ['has half of the bundle', () => half('main.cjs')],
    ['has half of what loads it', () => half('tor-smtp.cjs')],
  ];
  for (const [what, damage] of damages) {
    it(`that ${what} tells the client to come again, and the log why`, async () => {
      damage();
      const underSystemd = await serve(program, false);
      assert.equal(underSystemd.heard, '421 4.3.0 Service is not installed as it should be\r\n');
      assert.match(underSystemd.logged, /^tor-smtp: [^\n]+/);
      assert.equal(underSystemd.status, 70);
      assert.equal((await serve(program, true)).heard, underSystemd.heard);
    });
  }

  const cache = join(dist, 'main.cache');
  const harmless: readonly [string, () => void][] = [
    ['no code cache', () => rmSync(cache)],
    ['half of the code cache', () => half('main.cache')],
    [
      'a folder in its place',
      () => {
        rmSync(cache);
        mkdirSync(cache);
      },
    ],
    [
      'the code cache of another bundle',
      () => {
        const text = readFileSync(join(dist, 'main.cjs'), 'utf8').trimEnd();
        writeFileSync(join(dist, 'main.cjs'), padded(text.replace('Internal error', 'An error of its')));
      },
    ],
  ];
  for (const [what, damage] of harmless) {
    it(`but for ${what} works`, async () => {
      damage();
      const { heard, status } = await serve(program, true, 'QUIT\r\n');
      assert.match(heard, /^220 tor-smtp ESMTP\r\n221 [ -~]+\r\n$/);
      assert.equal(status, 0);
    });
  }
});

describe('a machine on which something is odd', () => {
  it('has no /dev/null: the client is told to come again, and hears nothing of Node', async () => {
    const script = 'mount -t tmpfs none /dev && exec "$0" "$1"';
    const { heard, status } = await serve(installed, true, '', ['unshare', '-rm', 'sh', '-c', script, node]);
    assert.equal(heard, '421 4.3.0 Internal error, closing\r\n');
    assert.equal(status, 70);
  });

  it('has --wait for a single connection: the client is told to come again', async () => {
    const launch = ['sh', '-c', `exec ${node} "$0" --wait`];
    assert.equal(
      (await serve(installed, true, '', launch)).heard,
      '421 4.3.5 Service misconfigured, see its log\r\n',
    );
  });

  it('has Node say what it does: mail goes all the same', async () => {
    const { heard, status } = await serve(installed, false, 'QUIT\r\n', [node], { NODE_DEBUG: 'module,net' });
    assert.match(heard, /^220 tor-smtp ESMTP\r\n221 [ -~]+\r\n$/);
    assert.equal(status, 0);
  });
});
