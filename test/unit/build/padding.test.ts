import assert from 'node:assert/strict';
import { it } from 'node:test';
import { padded } from '../../../src/build/padding.js';

it('texts of one length have lengths of their own, and a space of their own in V8', () => {
  const lengths = Array.from({ length: 26 }, (_, at) => padded(String.fromCharCode(97 + at)).length);
  assert.ok(new Set(lengths).size > 20, lengths.join());
  assert.ok(Math.min(...lengths) > 128 * 1024);
});
