import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Record } from '../../chaos/judge/record.js';
import { judge } from '../../chaos/judge/verdict.js';

/** One message for B that arrived: taken at second 2, and the sender had the reply at second 3. */
const once = {
  sent: [{ id: 'm1', server: 'B' }],
  copies: [{ id: 'm1', server: 'B', intact: true, as: 'b-1' }],
  taken: [{ id: 'm1', server: 'B', as: 'b-1', at: 2000 }],
  lines: [{ id: 'm1', at: 3000, text: '=> m1@x.onion C="250 OK id=b-1"' }],
  strikes: [],
  queued: [],
  bounces: 0,
  faults: [],
} satisfies Record;

const [copy, taken, line] = [once.copies[0], once.taken[0], once.lines[0]];
assert.ok(copy && taken && line);

/** The same, and a copy taken as `b-0` at `at`. */
const twice = (at: number, more: Partial<Record> = {}): Record => ({
  ...once,
  copies: [...once.copies, { ...copy, as: 'b-0' }],
  taken: [...once.taken, { ...taken, as: 'b-0', at }],
  ...more,
});
const lost = (at: number) => ({
  id: 'm1',
  at,
  text: 'H=x: Remote host closed connection in response to end of data',
});

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

describe('a double', () => {
  const unexplained = (record: Record) => {
    const verdict = judge(record);
    assert.equal(verdict.counts.doubled, 1);
    assert.equal(verdict.holds, verdict.unexplained === 0);
    return verdict.unexplained;
  };
  const strike = { who: "A's deliveries", signal: 'SIGKILL', id: 'm1' };

  it('is explained by the line of an attempt that did not get the last reply, which is shown', () => {
    const record = twice(1000, { lines: [lost(1500), line] });
    assert.equal(unexplained(record), 0);
    assert.match(judge(record).remarks.join('\n'), /b-0 .*reply was lost: A at .* end of data/);
  });

  it('is explained by the death of what was delivering that message', () => {
    assert.equal(unexplained(twice(1000, { strikes: [{ ...strike, at: 900 }] })), 0);
  });

  for (const [what, record] of [
    ['without a cause', twice(1000)],
    ['by a line from before it', twice(1000, { lines: [lost(900), line] })],
    ['when the sender was through with it', twice(3500, { lines: [line, lost(3600)] })],
    [
      'by the death of what had another message',
      twice(1000, { strikes: [{ ...strike, id: 'm2', at: 900 }] }),
    ],
    [
      'by a death long before',
      twice(100_000, { lines: [{ ...line, at: 101_000 }], strikes: [{ ...strike, at: 60_000 }] }),
    ],
    ['by a stop', twice(1000, { strikes: [{ ...strike, signal: 'SIGSTOP', at: 900 }] })],
    [
      'by the death of a daemon without a message',
      twice(1000, { strikes: [{ at: 900, who: "A's daemon", signal: 'SIGKILL' }] }),
    ],
    [
      'where the sender had both replies',
      twice(1000, { lines: [{ ...line, text: '=> m1@x C="250 OK id=b-0"' }, line] }),
    ],
  ] as const) {
    it(`is not explained ${what}`, () => assert.equal(unexplained(record), 1));
  }

  it('of one that was taken once needs the death of a delivery of the server', () => {
    const copies = { ...once, copies: [copy, copy] };
    assert.equal(unexplained(copies), 1);
    const killed = { at: 2500, who: "B's deliveries", signal: 'SIGKILL', message: 'b-1', id: 'm1' };
    assert.equal(unexplained({ ...copies, strikes: [killed] }), 0);
  });
});
