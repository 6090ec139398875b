import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { NEVER } from '../../../src/wire/cancellation.js';
import { splice } from '../../../src/wire/splice.js';
import { streamPeer } from '../../../src/wire/stream-peer.js';

const silent = () => new PassThrough();

describe('a splice', () => {
  it('is not idle while a slow server takes a large piece', async () => {
    const size = 1024 * 1024;
    const sent = new PassThrough({ readableHighWaterMark: 2 * size });
    let taken = 0;
    const replies = silent();
    const slow = new Writable({
      write(bytes, _encoding, done) {
        taken += bytes.length;
        const finished = () => {
          done();
          if (taken === size) replies.end();
        };
        setTimeout(finished, (400 * bytes.length) / size);
      },
    });
    sent.write(Buffer.alloc(size));
    const [client, server] = [streamPeer(sent, silent(), false), streamPeer(replies, slow, false)];
    assert.equal(await splice(client, server, { idle: 300, afterFin: () => 300 }, NEVER), 'server-closed');
    assert.equal(taken, size);
    assert.equal(server.sent, size);
  });

  it('is idle when nobody speaks', async () => {
    const [client, server] = [streamPeer(silent(), silent(), false), streamPeer(silent(), silent(), false)];
    assert.equal(await splice(client, server, { idle: 20, afterFin: () => 20 }, NEVER), 'idle');
    await setImmediate();
    assert.ok(client.gone.reason && server.gone.reason);
  });

  it('is idle when an end takes nothing, although the other goes on', async () => {
    const sent = silent();
    sent.write('x'.repeat(10_000));
    const stuck = new Writable({ write() {} });
    const [client, server] = [streamPeer(sent, silent(), false), streamPeer(silent(), stuck, false)];
    assert.equal(await splice(client, server, { idle: 20, afterFin: () => 20 }, NEVER), 'idle');
  });
});
