import assert from 'node:assert/strict';
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
import { isOnionAddress, onionAddress } from '../../../src/onion/onion-address.js';
import { isFailure } from '../../../src/replies.js';
import { isAddress, LETTERS, model } from './destination-model.js';

const key = uint8Array({ minLength: 32, maxLength: 32 });

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
    // At the limit of 253 octets.
    const edge = integer({ min: 250, max: 256 }).map(
      (length) =>
        `${'x.'
          .repeat(130)
          .slice(3 - length)
          .replace(/^\./, 'y')}tor`,
    );
    const names = [
      edge,
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
