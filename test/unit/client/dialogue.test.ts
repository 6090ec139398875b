import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { openDialogue } from '../../../src/client/dialogue.js';
import { DEFAULTS } from '../../../src/options.js';
import { type Failure, STOPPED } from '../../../src/replies.js';
import { Canceller } from '../../../src/wire/cancellation.js';
import { streamPeer } from '../../../src/wire/stream-peer.js';

describe('the dialogue', () => {
  it('can be stopped although the client does not read its replies', async () => {
    const said = new PassThrough();
    let replies = 0;
    const stop = new Canceller<Failure>();
    const unread = new Writable({
      write() {
        replies += 1;
        setImmediate(() => stop.cancel(STOPPED));
      },
    });
    const { hello } = openDialogue(streamPeer(said, unread, false), DEFAULTS, stop);
    said.write('NOOP\r\nNOOP\r\n');
    assert.deepEqual(await hello(), { kind: 'left' });
    assert.equal(replies, 1);
  });
});
