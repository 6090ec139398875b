import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { ehloReply, greeting, xinetdBench } from '../../support/programs/xinetd-bench.js';

/**
 * Loaded into the program from outside: at start it says on stderr, in every way Node has, what must not reach the
 * mail connection; and it fails when a signal tells it to.
 */
const preload = `
process.emitWarning('foreign warning');
process.emitWarning('foreign deprecation', 'DeprecationWarning');
setImmediate(() => {
  process.stderr.write('foreign stderr\\n');
  console.error('foreign console');
  process._rawDebug('foreign debug');
  require('node:fs').writeSync(2, 'foreign write\\n');
});
process.on('SIGUSR2', () => setImmediate(() => { throw new Error('thrown in a timer'); }));
process.on('SIGHUP', () => { Promise.reject(new Error('rejected and not caught')); });
`;

describe('under a real xinetd, where fd 2 is the mail connection', () => {
  let hook: string;
  const bench = xinetdBench();
  before(() => {
    hook = join(bench().folder, 'preload.cjs');
    writeFileSync(hook, preload);
  });

  it('serves a session and logs it in one line', async () => {
    await bench().launch();
    const client = bench().call();
    await client.take(greeting);
    await bench().say(client, `EHLO me.onion ${bench().onion}`, ehloReply);
    await bench().say(client, 'QUIT', /^221 2\.0\.0 bye\r\n/);
    assert.equal(await client.closed(), 'FIN');
    await bench().logged(/outcome=server-closed .*\n/);
    assert.equal(bench().log().trim().split('\n').length, 1);
    assert.doesNotMatch(bench().log(), /me\.onion|bob/);
  });

  it('keeps warnings and whatever is written to stderr from the client', async () => {
    await bench().launch([], [`NODE_OPTIONS=--require=${hook}`]);
    const client = bench().call();
    await client.take(greeting);
    await bench().say(client, 'NOOP', /^250 2\.0\.0 OK\r\n/);
    await bench().say(client, `EHLO me.onion ${bench().onion}`, ehloReply);
    await bench().say(client, 'QUIT', /^221 2\.0\.0 bye\r\n/);
    assert.equal(await client.closed(), 'FIN');
  });

  for (const [signal, message] of [
    ['SIGUSR2', 'thrown in a timer'],
    ['SIGHUP', 'rejected and not caught'],
  ] as const) {
    it(`answers 421 4.3.0 to an error before the splice: ${message}`, async () => {
      await bench().launch([], [`NODE_OPTIONS=--require=${hook}`]);
      const client = bench().call();
      await client.take(greeting);
      await bench().say(client, 'NOOP', /^250 2\.0\.0 OK\r\n/);
      process.kill(await bench().program(), signal);
      await client.take(/^421 4\.3\.0 [ -~]+\r\n/);
      assert.equal(await client.closed(), 'FIN');
      await bench().logged(new RegExp(`Error: ${message}`));
    });

    it(`only closes at an error after the splice: ${message}`, async () => {
      await bench().launch([], [`NODE_OPTIONS=--require=${hook}`]);
      const client = bench().call();
      await client.take(greeting);
      await bench().say(client, `EHLO me.onion ${bench().onion}`, ehloReply);
      process.kill(await bench().program(), signal);
      await client.closed();
      await bench().logged(new RegExp(`Error: ${message}`));
    });
  }

  for (const option of ['--no-such-option', '--socks=nowhere', '--help']) {
    it(`answers 421 4.3.5 and nothing else where the service file has ${option}`, async () => {
      await bench().launch([option]);
      const client = bench().call();
      await client.take(/^421 4\.3\.5 [ -~]+\r\n/);
      assert.equal(await client.closed(), 'FIN');
      if (option !== '--help') await bench().logged(/bad options/);
    });
  }
});
