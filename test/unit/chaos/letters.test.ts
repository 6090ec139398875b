import assert from 'node:assert/strict';
import { it } from 'node:test';
import { makeLetter, readCopy } from '../../chaos/judge/letters.js';
import { sentBy, takenBy } from '../../chaos/judge/logs.js';
import { seeded } from '../../chaos/random.js';

const letter = () => makeLetter(7, 'me@a.onion', 'b.onion', seeded(1));
const arrived = () => letter().text.replace('\n\n', '\nX-Taken-As: 1xV-1-0\n\n');

it('a letter of the chaos is the same for the same seed, and is recognized', () => {
  assert.deepEqual(letter(), letter());
  assert.deepEqual(readCopy(arrived()), { id: 'm000007', intact: true, taken: '1xV-1-0' });
});

it('no octet of its body can be another, or be missing', () => {
  const text = arrived();
  const start = text.indexOf('payload');
  for (let at = start; at < text.length; at += 97) {
    assert.equal(readCopy(`${text.slice(0, at)}\x01${text.slice(at + 1)}`).intact, false);
  }
  assert.equal(readCopy(text.slice(0, -1)).intact, false);
  assert.equal(readCopy(`${text}\n`).intact, false);
  assert.equal(readCopy(text.replace('chaos m000007', 'chaos m000008')).intact, false);
});

it("Exim's logs say what was taken, and what became of each message", () => {
  const at = Date.parse('2026-01-02T03:04:05.678');
  const time = '2026-01-02 03:04:05.678';
  const log = [
    `${time} 1xVwFj-0003U7-0B <= me@a.onion U=x P=local S=9 for m000007@b.onion`,
    `${time} Start queue run: pid=7 -qff`,
    `${time} 1xVwFj-0003U7-0B Spool file for 1xVwFj-0003U7-0B is locked (another process is handling this message)`,
    `${time} 1xVwFj-0003U7-0B => m000007@b.onion R=r T=t C="250 OK id=1xVwFl-0003U8-0C"`,
    `${time} 1xVwFj-0003U7-0B Completed`,
    '',
  ].join('\n');
  assert.deepEqual(takenBy('B', log), [{ id: 'm000007', server: 'B', as: '1xVwFj-0003U7-0B', at }]);
  const text = '=> m000007@b.onion R=r T=t C="250 OK id=1xVwFl-0003U8-0C"';
  assert.deepEqual(sentBy(log).lines, [{ id: 'm000007', at, text }]);
});
