import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { temporaryFolder } from '../../support/folder.js';
import { hasFailed } from '../../support/outcome.js';
import { type Resident, startResident } from '../../support/programs/resident.js';
import { until } from '../../support/wait.js';
import { exchange, greeting, type ResidentBench, startResidentBench } from './bench.js';

/**
 * Loaded into the program from outside. The session of a client that calls itself fault.example fails where its
 * circuit is chosen; signals make something fail that belongs to no session.
 */
const preload = `
const crypto = require('node:crypto');
const createHash = crypto.createHash;
crypto.createHash = (...given) => {
  const hash = createHash(...given);
  const update = hash.update;
  hash.update = function (data, ...rest) {
    if (String(data).includes('fault.example')) throw new Error('fault of a session');
    return update.call(this, data, ...rest);
  };
  return hash;
};
process.on('SIGUSR2', () => setImmediate(() => { throw new Error('thrown in a timer'); }));
process.on('SIGHUP', () => { Promise.reject(new Error('rejected and not caught')); });
// The next bytes to be moved are the last of their session.
process.on('SIGWINCH', () => {
  const { prototype } = setTimeout(() => {}, 0).constructor;
  const { refresh } = prototype;
  prototype.refresh = () => {
    prototype.refresh = refresh;
    throw new Error('fault in the splice');
  };
  process._rawDebug('armed');
});
`;

describe('resident, a fault in one session', () => {
  const { path: folder, discard } = temporaryFolder('resident-fault');
  let bench: ResidentBench;
  let resident: Resident;
  before(async () => {
    bench = await startResidentBench();
    writeFileSync(join(folder, 'preload.cjs'), preload);
  });
  afterEach(async () => {
    bench.clear();
    await resident.stop();
  });
  after(() => {
    bench.stop();
    discard(hasFailed());
  });

  /** The program with one session before and one after the splice. */
  async function launch() {
    resident = await startResident({
      args: ['--socks', `127.0.0.1:${bench.tor.port}`],
      env: { NODE_OPTIONS: `--require=${join(folder, 'preload.cjs')}` },
    });
    const { port, running } = resident;
    const spliced = await bench.splice(port);
    const early = bench.call(port);
    await early.take(greeting);
    /** That both go on, and new ones are served. */
    async function unharmed() {
      await exchange(spliced);
      await early.send(Buffer.from('NOOP\r\n'), false);
      await early.take(/^250 .*\r\n/);
      const { near, far } = await bench.splice(port);
      near.socket.resetAndDestroy();
      await far.closed();
      await until('the others alone', () => resident.sockets() === 3);
      assert.equal(running.child.exitCode, null);
    }
    return { port, running, unharmed };
  }

  it('is told to its client and to the log, and does not touch another', async () => {
    const { port, running, unharmed } = await launch();
    const client = bench.call(port);
    await client.take(greeting);
    await client.send(Buffer.from(`EHLO fault.example ${bench.onion}\r\n`), false);
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
      const session = await bench.splice(port);
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
