import assert from 'node:assert/strict';
import { it } from 'node:test';
import { collections } from '../../support/launch/garbage.js';

it('a launched session collects no garbage', async () => {
  assert.equal(await collections(), 0);
});
