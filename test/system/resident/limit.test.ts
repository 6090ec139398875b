import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasten } from '../../player/launch.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { until } from '../../support/wait.js';
import { exchange, greeting } from './bench.js';
import { launches } from './launches.js';

const FULL = /^421 4\.3\.2 [ -~]+\r\n/;

describe('resident, beside its sessions', () => {
  const run = launches();

  /** Two sessions, which is all that there may be. */
  async function full() {
    const { port } = await run.launch(['--max-connections', '2']);
    return { port, first: await run.bench.splice(port), second: await run.bench.splice(port) };
  }

  it('tells the next one to come again, and the others go on', async () => {
    const { port, first, second } = await full();
    const next = run.bench.call(port);
    await next.take(FULL);
    assert.equal(await next.closed(), 'FIN');
    next.socket.end();
    await run.resident.running.line(/outcome=refused reply="421 4\.3\.2" cause="too many connections" /);
    await Promise.all([exchange(first), exchange(second)]);
    second.near.socket.resetAndDestroy();
    await second.far.closed();
    await until('the place to be free', () => run.resident.sockets() === 2);
    await exchange(await run.bench.splice(port));
    await exchange(first);
  });

  it('does not count whom it has sent away, though they have not gone yet', async () => {
    const { port, first, second } = await full();
    for (const client of [run.bench.call(port), run.bench.call(port)]) {
      await client.take(FULL);
      assert.equal(await client.closed(), 'FIN');
    }
    for (const { near, far } of [first, second]) {
      far.socket.end();
      await near.closed();
      near.socket.end();
    }
    await until('the sessions to end', () => run.resident.sockets() === 2);
    await run.bench.call(port).take(greeting);
  });

  it('does not count clients that have left, while the server has not answered their last words yet', async () => {
    const { bench } = run;
    const { port } = await run.launch(['--max-connections', '1']);
    const first = await bench.splice(port);
    first.near.socket.end('.\r\n');
    await first.far.take(/^\.\r\n/);
    const isServed = async () => (await bench.call(port).take(/^(?:220|421).*\r\n/))[0].startsWith('220');
    await until('its place to be free', isServed);
    await bench.call(port).take(FULL);
    first.far.socket.end('250 Queued\r\n');
    await first.near.take(/^250 Queued\r\n/);
  });

  it('says in the log when no onion is reached', async () => {
    // Ten minutes are six seconds.
    const { port, running } = await run.launch([], hasten(100));
    const ask = async (name: string) => {
      const client = run.bench.call(port);
      await client.take(greeting);
      await client.send(Buffer.from(`EHLO me.example ${onionAddress(name)}\r\n`), false);
      await client.take(/^4\d\d [ -~]+\r\n/);
      client.socket.end();
    };
    await until('the line in the log', async () => {
      await Promise.all(['away', 'gone', 'dead'].map(ask));
      return /^tor-smtp: no onion was reached in 10 minutes: look at Tor$/m.test(running.output());
    });
  });

  it('tells those to come again for whom there are no descriptors, and says so at the start', async () => {
    const { bench } = run;
    // Room for ten sessions, and for those who are sent away.
    const through = ['prlimit', '--nofile=68:68'];
    const { port, running } = await run.launch([], {}, through);
    const sessions = [];
    for (let count = 0; count < 10; count += 1) sessions.push(await bench.splice(port));
    for (let count = 0; count < 5; count += 1) await bench.call(port).take(FULL);
    await Promise.all(Array.from({ length: 100 }, () => bench.call(port).take(FULL)));
    await Promise.all(sessions.map((session) => exchange(session)));
    await running.line(/the limit of open files allows 10 connections, not 1000/);
  });
});
