import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { hasten } from '../../player/launch.js';
import { type Resident, startResident } from '../../support/programs/resident.js';
import { until } from '../../support/wait.js';
import { exchange, greeting, type ResidentBench, type Spliced, startResidentBench } from './bench.js';

describe('resident, what a session leaves behind', () => {
  let bench: ResidentBench;
  let resident: Resident;
  before(async () => {
    bench = await startResidentBench();
    // 60 s are 1 s: long enough for a session, and its end by silence is near.
    const args = ['--socks', `127.0.0.1:${bench.tor.port}`, '--idle-timeout', '60', '--idle-exit', '86400'];
    resident = await startResident({ args, env: hasten(60) });
  });
  afterEach(() => bench.clear());
  after(async () => {
    bench.stop();
    await resident.stop();
  });
  const nothing = () => until('every socket to be closed', () => resident.sockets() === 0, 5);

  const ends: [string, (session: Spliced) => unknown][] = [
    ['the client breaks off', ({ near }) => near.socket.resetAndDestroy()],
    [
      'the client has gone without a word and the server speaks',
      ({ near, far }) => {
        near.socket.destroy();
        // The first makes the client's host answer that nobody is there.
        far.socket.write('250 late\r\n');
        setTimeout(() => far.socket.write('250 too late\r\n'), 100);
      },
    ],
    ['the server closes', ({ far }) => far.socket.end()],
    ['the server breaks off', ({ far }) => far.socket.resetAndDestroy()],
    ['nobody speaks', () => {}],
    [
      'the client breaks off and the server has much to say',
      ({ near, far }) => {
        near.socket.pause();
        far.socket.write(Buffer.alloc(8 * 1024 * 1024));
        setTimeout(() => near.socket.resetAndDestroy(), 100);
      },
    ],
  ];
  for (const [how, end] of ends) {
    it(`nothing, when ${how}`, async () => {
      const session = await bench.splice(resident.port);
      await exchange(session);
      assert.equal(resident.sockets(), 2);
      end(session);
      await until('the end', () => session.near.end() || session.near.socket.destroyed);
      session.near.socket.end();
      await nothing();
    });
  }

  for (const [when, to] of [
    ['while Tor and the server are awaited', 'silent'],
    ['before it has named a destination', undefined],
  ] as const) {
    it(`nothing, when the client breaks off ${when}`, async () => {
      const client = bench.call(resident.port);
      await client.take(greeting);
      if (to) {
        const before = bench.tor.dialled.length;
        await client.send(Buffer.from(`EHLO me.example ${bench[to]}\r\n`), false);
        await until('the dial', () => bench.tor.dialled.length > before);
      }
      client.socket.resetAndDestroy();
      await nothing();
    });
  }
});
