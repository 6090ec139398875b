import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Record } from '../../chaos/judge/record.js';
import { judge } from '../../chaos/judge/verdict.js';
import { copy, line, lost, once, refused, taken, twice } from './recorded.js';

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

  it('is explained where the server came to the message only after the connection was lost', () => {
    assert.equal(unexplained(twice(2500, { lines: [lost(1500), line] })), 0);
    assert.equal(unexplained(twice(3500, { lines: [lost(1500), line] })), 0);
  });

  it('needs a lost reply for each surplus copy', () => {
    const record = twice(1000, { lines: [lost(1500), line] });
    const third = {
      copies: [...record.copies, { ...copy, as: 'b-2' }],
      taken: [...record.taken, { ...taken, as: 'b-2', at: 1200 }],
    };
    assert.equal(unexplained({ ...record, ...third }), 1);
    assert.equal(unexplained({ ...record, ...third, lines: [lost(1500), lost(1600), line] }), 0);
  });

  it('is explained by the death of what was delivering that message', () => {
    assert.equal(unexplained(twice(1000, { strikes: [{ ...strike, at: 900 }] })), 0);
  });

  for (const [what, record] of [
    ['without a cause', twice(1000)],
    ['by a line from long before it', twice(100_000, { lines: [lost(60_000), { ...line, at: 101_000 }] })],
    ['by an attempt that did not come as far as the data', twice(1000, { lines: [refused(1500), line] })],
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

  it('of which the log of the server has one needs the death of what took the other', () => {
    const copies = { ...once, copies: [copy, { ...copy, as: 'b-0' }] };
    assert.equal(unexplained(copies), 1);
    const killed = { at: 1500, who: "B's deliveries", signal: 'SIGKILL', message: 'b-0', id: 'm1' };
    assert.equal(unexplained({ ...copies, strikes: [killed] }), 0);
    assert.equal(unexplained({ ...copies, strikes: [{ ...killed, message: 'b-9' }] }), 1);
  });
});
