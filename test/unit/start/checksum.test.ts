import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { checkedData, withChecksum } from '../../../src/start/checksum.js';

describe('checksum of the code cache', () => {
  /** Of a disk: what is lost or replaced as a whole. */
  const BLOCK = 512;
  const data = randomBytes(40 * BLOCK);
  const checked = withChecksum(data);

  it('gives back what it was made of', () => {
    assert.deepEqual(checkedData(checked), data);
  });

  it('does not take a file that was cut, or goes on', () => {
    for (const length of [0, 1, 3, 4, 8, BLOCK, checked.length / 2, checked.length - 4, checked.length - 1])
      assert.equal(checkedData(checked.subarray(0, length)), undefined, `${length} octets`);
    assert.equal(checkedData(Buffer.concat([checked, Buffer.alloc(BLOCK)])), undefined);
  });

  it('does not take one with a block that is empty or of another file', () => {
    for (let at = 0; at < checked.length; at += BLOCK) {
      for (const block of [Buffer.alloc(BLOCK), randomBytes(BLOCK)]) {
        const damaged = Buffer.from(checked);
        block.copy(damaged, at);
        assert.equal(checkedData(damaged), undefined, `at ${at}`);
      }
    }
  });

  it('does not take zeros, or anything else that never had one', () => {
    assert.equal(checkedData(Buffer.alloc(checked.length)), undefined);
    assert.equal(checkedData(randomBytes(checked.length)), undefined);
  });
});
