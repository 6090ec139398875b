import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Record } from '../../chaos/judge/record.js';
import { judge } from '../../chaos/judge/verdict.js';
import { copy, line, once } from './recorded.js';

const FOUND: readonly [string, Partial<Record>, object][] = [
  ['a loss', { copies: [] }, { lost: 1 }],
  ['a wrong server', { copies: [{ ...copy, server: 'C' }] }, { wrong: 1 }],
  ['damage', { copies: [{ ...copy, intact: false }] }, { damaged: 1 }],
  ['a header that is not to be read', { copies: [{ ...copy, id: '' }] }, { lost: 1, damaged: 1 }],
  ['a bounce', { copies: [], lines: [{ ...line, text: '** m1@x.onion: no' }] }, { bounced: 1 }],
  ['a message on a queue', { copies: [], queued: ['m1'] }, { stuck: 1 }],
  ['a message that arrived and is on a queue all the same', { queued: ['m1'] }, { stuck: 1 }],
];

describe('the verdict of the chaos', () => {
  it('is that the goals hold where each message is there once', () => {
    const { counts, holds } = judge(once);
    assert.deepEqual([counts.once, holds], [1, true]);
  });

  it('is not that of a run without messages', () =>
    assert.equal(judge({ ...once, sent: [], copies: [] }).holds, false));

  for (const [what, change, expected] of FOUND) {
    it(`finds ${what}`, () => {
      const { counts, holds } = judge({ ...once, ...change });
      const all = { once: 0, lost: 0, doubled: 0, wrong: 0, damaged: 0, bounced: 0, stuck: 0 };
      assert.deepEqual(counts, { ...all, ...expected });
      assert.equal(holds, false);
    });
  }

  it('finds a fault in the log, and a bounce in a mailbox', () => {
    assert.equal(judge({ ...once, faults: ['TypeError'] }).holds, false);
    assert.equal(judge({ ...once, bounces: 1 }).holds, false);
  });
});
