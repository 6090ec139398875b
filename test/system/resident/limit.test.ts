import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { until } from '../../support/wait.js';
import { exchange, greeting } from './bench.js';
import { launches } from './launches.js';

describe('resident, --max-connections', () => {
  const run = launches();

  /** Two sessions, which is all that there may be. */
  async function full() {
    const { port } = await run.launch(['--max-connections', '2']);
    return { port, first: await run.bench.splice(port), second: await run.bench.splice(port) };
  }

  it('tells the next one to come again, and the others go on', async () => {
    const { port, first, second } = await full();
    const next = run.bench.call(port);
    await next.take(/^421 4\.3\.2 [ -~]+\r\n/);
    assert.equal(await next.closed(), 'FIN');
    next.socket.end();
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
      await client.take(/^421 4\.3\.2 [ -~]+\r\n/);
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
});
