import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { initiate } from '../../../src/client/dialogue.js';
import { DEFAULTS } from '../../../src/options.js';
import { STOPPING } from '../../../src/replies.js';
import { endOf } from '../../../src/wire/peer.js';

describe('the initiation', () => {
  it('can be stopped although the client does not read its replies', async () => {
    const said = new PassThrough();
    let replies = 0;
    const stop = new AbortController();
    const unread = new Writable({
      write() {
        replies += 1;
        setImmediate(() => stop.abort({ reply: STOPPING, cause: 'stopped' }));
      },
    });
    const { hello } = initiate(endOf(said, unread, false), DEFAULTS, stop.signal);
    said.write('NOOP\r\nNOOP\r\n');
    assert.deepEqual(await hello(), { outcome: 'left' });
    assert.equal(replies, 1);
  });
});
