import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from '../../support/folder.js';
import { hasFailed } from '../../support/outcome.js';
import { until } from '../../support/wait.js';
import { exchange, greeting } from './bench.js';
import { launches } from './launches.js';
import { preload } from './preload.js';

describe('resident, a fault in one session', () => {
  const { path: folder, discard } = temporaryFolder('resident-fault');
  const run = launches();
  before(() => writeFileSync(join(folder, 'preload.cjs'), preload));
  after(() => discard(hasFailed()));

  /** The program with one session before and one after the splice. */
  async function launch() {
    const env = { NODE_OPTIONS: `--require=${join(folder, 'preload.cjs')}` };
    const { port, running } = await run.launch([], env);
    const spliced = await run.bench.splice(port);
    const early = run.bench.call(port);
    await early.take(greeting);
    /** That both go on, and new ones are served. */
    async function unharmed() {
      await exchange(spliced);
      await early.send(Buffer.from('NOOP\r\n'), false);
      await early.take(/^250 .*\r\n/);
      const { near, far } = await run.bench.splice(port);
      near.socket.resetAndDestroy();
      await far.closed();
      await until('the others alone', () => run.resident.sockets() === 3);
      assert.equal(running.child.exitCode, null);
    }
    return { port, running, unharmed };
  }

  it('is told to its client and to the log, and does not touch another', async () => {
    const { port, running, unharmed } = await launch();
    const client = run.bench.call(port);
    await client.take(greeting);
    await client.send(Buffer.from(`EHLO fault.example ${run.bench.onion}\r\n`), false);
    await client.take(/^421 4\.3\.0 [ -~]+\r\n/);
    assert.equal(await client.closed(), 'FIN');
    client.socket.end();
    await running.line(/Error: fault of a session/);
    await unharmed();
  });

  for (const [signal, message] of [
    ['SIGUSR2', 'thrown in a timer'],
    ['SIGHUP', 'rejected and not caught'],
  ] as const) {
    it(`goes to the log, and all sessions go on: ${message}`, async () => {
      const { running, unharmed } = await launch();
      running.child.kill(signal);
      await running.line(new RegExp(`Error: ${message}`));
      await unharmed();
    });
  }

  for (const [direction, from] of [
    ['to', 'near'],
    ['from', 'far'],
  ] as const) {
    it(`closes both connections of a session that fails while it moves bytes ${direction} the server`, async () => {
      const { port, running, unharmed } = await launch();
      const session = await run.bench.splice(port);
      running.child.kill('SIGWINCH');
      await running.line(/armed/);
      await session[from].send(Buffer.from('NOOP\r\n'), false);
      await running.line(/Error: fault in the splice/);
      for (const end of [session.near, session.far]) await end.until('a close', end.end, 3);
      session.near.socket.end();
      await unharmed();
    });
  }
});
