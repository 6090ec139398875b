import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type Resident, startResident } from '../../support/programs/resident.js';
import { until } from '../../support/wait.js';
import { exchange, greeting, type ResidentBench, startResidentBench } from './bench.js';

describe('resident, --max-connections', () => {
  let bench: ResidentBench;
  let resident: Resident;
  before(async () => {
    bench = await startResidentBench();
  });
  afterEach(async () => {
    bench.clear();
    await resident.stop();
  });
  after(() => bench.stop());

  /** Two sessions, which is all that there may be. */
  async function full() {
    const args = ['--socks', `127.0.0.1:${bench.tor.port}`, '--max-connections', '2'];
    resident = await startResident({ args });
    const { port } = resident;
    return { port, first: await bench.splice(port), second: await bench.splice(port) };
  }

  it('tells the next one to come again, and the others go on', async () => {
    const { port, first, second } = await full();
    const next = bench.call(port);
    await next.take(/^421 4\.3\.2 [ -~]+\r\n/);
    assert.equal(await next.closed(), 'FIN');
    next.socket.end();
    await Promise.all([exchange(first), exchange(second)]);
    second.near.socket.resetAndDestroy();
    await second.far.closed();
    await until('the place to be free', () => resident.sockets() === 2);
    await exchange(await bench.splice(port));
    await exchange(first);
  });

  it('does not count whom it has sent away, though they have not gone yet', async () => {
    const { port, first, second } = await full();
    for (const client of [bench.call(port), bench.call(port)]) {
      await client.take(/^421 4\.3\.2 [ -~]+\r\n/);
      assert.equal(await client.closed(), 'FIN');
    }
    for (const { near, far } of [first, second]) {
      far.socket.end();
      await near.closed();
      near.socket.end();
    }
    await until('the sessions to end', () => resident.sockets() === 2);
    await bench.call(port).take(greeting);
  });
});
