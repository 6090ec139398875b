import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { it } from 'node:test';
import fc from 'fast-check';
import { sha3_256 } from '../../../src/onion/sha3.js';

it("the hash is Node's, for each length up to some blocks", () => {
  for (let length = 0; length < 600; length += 1) check(Buffer.alloc(length, length));
});

it('and for any octets', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), check));
});

function check(message: Uint8Array): void {
  assert.equal(
    Buffer.from(sha3_256(message)).toString('hex'),
    createHash('sha3-256').update(message).digest('hex'),
  );
}
