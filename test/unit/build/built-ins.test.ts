import assert from 'node:assert/strict';
import { it } from 'node:test';
import { builtIns } from '../../support/launch/built-ins.js';

it("a launched session loads no more of Node's modules than it needs", async () => {
  const { loaded, added } = await builtIns();
  assert.ok(loaded.includes('net'), 'the session is not seen');
  assert.deepEqual(added, []);
});
