import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startResident } from '../../support/programs/resident.js';
import { until } from '../../support/wait.js';
import { exchange, greeting } from './bench.js';
import { launches } from './launches.js';

const FULL = /^421 4\.3\.2 [ -~]+\r\n/;

describe('resident, who counts', () => {
  const suite = launches();

  it('does not count clients that have left, while the server has not answered their last words yet', async () => {
    const { bench } = suite;
    const { port } = await suite.launch(['--max-connections', '1']);
    const first = await bench.splice(port);
    first.near.socket.end('.\r\n');
    await first.far.take(/^\.\r\n/);
    const isServed = async () => (await bench.call(port).take(/^(?:220|421).*\r\n/))[0].startsWith('220');
    await until('its place to be free', isServed);
    await bench.call(port).take(FULL);
    first.far.socket.end('250 Queued\r\n');
    await first.near.take(/^250 Queued\r\n/);
  });

  it('tells those to come again for whom there are no descriptors, and says so at the start', async () => {
    const { bench } = suite;
    // Room for ten sessions, and for those who are sent away.
    const through = ['prlimit', '--nofile=68:68'];
    const resident = await startResident({ args: ['--socks', `127.0.0.1:${bench.tor.port}`], through });
    try {
      const sessions = [];
      for (let count = 0; count < 10; count += 1) sessions.push(await bench.splice(resident.port));
      for (let count = 0; count < 5; count += 1) await bench.call(resident.port).take(FULL);
      await Promise.all(sessions.map((session) => exchange(session)));
      await resident.running.line(/the limit of open files allows 10 connections, not 1000/);
    } finally {
      bench.clear();
      await resident.stop();
    }
  });

  it('goes on at HUP, USR1 and USR2, without a port for a debugger', async () => {
    const { bench } = suite;
    const { port, running } = await suite.launch();
    const session = await bench.splice(port);
    for (const signal of ['SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const) running.child.kill(signal);
    await exchange(session);
    await bench.call(port).take(greeting);
    assert.doesNotMatch(running.output(), /Debugger listening/);
    assert.equal(running.child.exitCode, null);
  });

  it('ends at once at QUIT, with a word to those who have no server', async () => {
    const { bench } = suite;
    const { port, running } = await suite.launch();
    const session = await bench.splice(port);
    const fresh = bench.call(port);
    await fresh.take(greeting);
    running.child.kill('SIGQUIT');
    await fresh.take(FULL);
    fresh.socket.end();
    await until(
      'the session to be cut',
      () => session.near.socket.destroyed || session.near.socket.readableEnded,
    );
    assert.deepEqual(await running.ended(), { code: 0, signal: null });
  });
});
