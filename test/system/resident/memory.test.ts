import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Wire } from '../../player/wire.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { until } from '../../support/wait.js';
import { exchange, type Spliced } from './bench.js';
import { launches } from './launches.js';
import { manySessions, startQuickServer } from './load.js';

const quick = onionAddress('quick');
/** Of kilobytes, as memory is counted here; and a kilobyte of octets. */
const MEGABYTE = 1024;

/** A quarter of a megabyte. */
async function move(from: Wire, to: Wire) {
  await from.send(Buffer.alloc(256 * MEGABYTE, 'x'), false);
  await to.take(/^x{262144}/);
}

describe('resident, memory', () => {
  const run = launches();
  let server: Awaited<ReturnType<typeof startQuickServer>>;
  before(async () => {
    server = await startQuickServer();
    run.bench.tor.set(quick, server.port);
  });
  after(() => server.stop());
  const allClosed = () => until('every session to be over', () => run.resident.sockets() === 0);

  it('does not grow with the number of connections served', async (context) => {
    const { port, memory } = await run.launch();
    // Until then V8 sizes its heap; where the machine is busy it takes its time, so a second try is for that. What leaks grows
    // in each.
    await manySessions(port, quick, 5000, 16);
    let grown = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < 3 && grown >= 10 * MEGABYTE; tries += 1) {
      await allClosed();
      let most = 0;
      const first = memory();
      for (let part = 0; part < 3; part += 1) {
        await manySessions(port, quick, 1000, 16);
        await allClosed();
        most = Math.max(most, memory());
      }
      grown = most - first;
      context.diagnostic(`${first} kB, at most ${most} kB in the next 3,000 sessions`);
    }
    assert.ok(grown < 10 * MEGABYTE, `${grown} kB more`);
  });

  it('holds 500 connections, of which 50 move', async (context) => {
    const { port, memory } = await run.launch();
    const sessions: Spliced[] = [];
    const begin = async () => {
      for (let count = 0; count < 25; count += 1) sessions.push(await run.bench.splice(port));
    };
    await begin();
    const idle = memory();
    await Promise.all(Array.from({ length: 19 }, begin));
    assert.equal(run.resident.sockets(), 1000);
    const held = memory();
    const moving = sessions.filter((_session, index) => index % 10 === 0);
    for (let round = 0; round < 4; round += 1) {
      await Promise.all(moving.map(({ near, far }) => Promise.all([move(near, far), move(far, near)])));
    }
    await Promise.all(sessions.map((session) => exchange(session)));
    context.diagnostic(`${((held - idle) / 475).toFixed(0)} kB a held connection; ${memory()} kB in all`);
    assert.ok(memory() < 200 * MEGABYTE);
    for (const { far } of sessions) far.socket.end();
    await Promise.all(
      sessions.map(async ({ near }) => {
        await near.closed();
        near.socket.end();
      }),
    );
    await allClosed();
  });

  // From a socket that was accepted Node reads each piece into new memory, and what went on into the kernel's buffers stays
  // until V8 collects it: some megabytes, which are not held. From the socket to Tor it reads into one buffer.
  const MOST = { to: 24 * MEGABYTE, from: 8 * MEGABYTE };
  for (const direction of ['to', 'from'] as const) {
    it(`holds back a sender ${direction} the server whose reader is slow`, async (context) => {
      const { port, memory } = await run.launch();
      const { near, far } = await run.bench.splice(port);
      // What has been read and passed on stays until V8 collects it: that is not held, and there as much when idle.
      for (let count = 0; count < 32; count += 1)
        await (direction === 'to' ? move(near, far) : move(far, near));
      const idle = memory();
      const [sender, reader] = direction === 'to' ? [near.socket, far.socket] : [far.socket, near.socket];
      reader.pause();
      sender.write(Buffer.alloc(64 * 1024 * 1024));
      let [most, taken, before] = [0, 0, -1];
      // The kernel's buffers grow for a while.
      for (let quiet = 0; quiet < 5; quiet = taken === before ? quiet + 1 : 0) {
        before = taken;
        await pause(100);
        most = Math.max(most, memory());
        taken = sender.bytesWritten - sender.writableLength;
      }
      context.diagnostic(`${most - idle} kB more than idle`);
      assert.ok(most - idle < MOST[direction], `${most - idle} kB more`);
      reader.resume();
      // The octets are an unaccounted text to the wire.
      const wire = direction === 'to' ? far : near;
      await until('all of it', () => wire.unread().length === 64 * 1024 * 1024, 30);
    });
  }
});
