import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import {
  array,
  constantFrom,
  assert as hold,
  integer,
  option,
  property,
  string,
  tuple,
  uint8Array,
} from 'fast-check';
import { parseDestination } from '../../../src/client/destination.js';
import { isOnionAddress, onionAddress } from '../../../src/client/onion-address.js';
import { isFailure } from '../../../src/replies.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const key = uint8Array({ minLength: 32, maxLength: 32 });

/** Whether a label is the address of a version 3 onion service, by arithmetic on its value (rend-spec-v3). */
function isAddress(label: string): boolean {
  if (label.length !== 56 || [...label].some((letter) => !LETTERS.includes(letter))) return false;
  const value = [...label].reduce((sum, letter) => sum * 32n + BigInt(LETTERS.indexOf(letter)), 0n);
  const octets = Buffer.from(value.toString(16).padStart(70, '0'), 'hex');
  const digest = createHash('sha3-256')
    .update('.onion checksum')
    .update(octets.subarray(0, 32))
    .update('\x03')
    .digest();
  return octets[34] === 3 && octets[32] === digest[0] && octets[33] === digest[1];
}

/** Host and port of a name as the manual page has it, or undefined. */
function model(name: string): string | undefined {
  const [front = '', digits, ...more] = name.toLowerCase().split(':');
  const host = front.endsWith('.') ? front.slice(0, -1) : front;
  const port = digits === undefined ? 25 : Number(digits);
  const isPort =
    digits === undefined || ([...digits].every((digit) => digit >= '0' && digit <= '9') && digits.length < 6);
  if (more.length > 0 || !isPort || port < 1 || port > 65_535 || host.length > 253) return undefined;
  const labels = host.split('.');
  const inner = [...LETTERS, ...'01_89-'];
  const isLabel = (label: string) =>
    label.length >= 1 &&
    label.length <= 63 &&
    !label.startsWith('-') &&
    !label.endsWith('-') &&
    [...label].every((each) => inner.includes(each));
  if (!labels.every(isLabel)) return undefined;
  const last = labels.pop();
  if (last === 'tor') return `${host} ${port}`;
  return last === 'onion' && isAddress(labels.pop() ?? '') ? `${host} ${port}` : undefined;
}

const parse = (name: string) => {
  const parsed = parseDestination(name, 25, []);
  return isFailure(parsed) ? undefined : `${parsed.host} ${parsed.port}`;
};

describe('a destination by chance', () => {
  it('is taken if it is one, whole', () => {
    const label = string({ unit: constantFrom('a', 'Z', '0', '9', '-', '_'), minLength: 1, maxLength: 4 });
    const long = integer({ min: 55, max: 70 }).map((length) => 'l'.repeat(length));
    const goal = key.map((octets) => `${onionAddress(octets)}.onion`);
    const host = tuple(
      array(constantFrom('mail.', 'a-b.', ''), { maxLength: 60 }),
      constantFrom('', '', '-'),
      goal,
    );
    const names = [
      label.map((each) => `${each}.tor`),
      long.map((each) => `${each}.tor`),
      host.map(([sub, odd, name]) => sub.join('') + odd + name),
    ];
    const port = option(
      constantFrom(
        ':25',
        ':0',
        ':1',
        ':65535',
        ':65536',
        ':',
        ':2x',
        ':000025',
        ':25:25',
        '.:025',
        '.',
        '..',
      ),
      { nil: '' },
    );
    for (const name of names) {
      hold(
        property(name, port, (front, behind) => assert.equal(parse(front + behind), model(front + behind))),
        { numRuns: 1500 },
      );
    }
  });

  it('is what the model says of a name with one octet changed', () => {
    const odd = string({ unit: 'binary-ascii', maxLength: 2 });
    const change = property(key, integer({ min: 0, max: 62 }), odd, (octets, at, text) => {
      const name = `${onionAddress(octets)}.onion`;
      const changed = name.slice(0, at) + text + name.slice(at + 1);
      assert.equal(parse(changed), model(changed));
    });
    hold(change, { numRuns: 3000 });
  });

  it('is the address of each key, and of no other text of that length', () => {
    hold(
      property(key, (octets) =>
        assert.ok(isAddress(onionAddress(octets)) && isOnionAddress(onionAddress(octets))),
      ),
    );
    const like = string({ unit: constantFrom(...LETTERS), minLength: 56, maxLength: 56 });
    hold(
      property(like, (text) => assert.equal(isOnionAddress(text), isAddress(text))),
      { numRuns: 1000 },
    );
  });
});
