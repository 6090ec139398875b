import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { root } from '../../support/paths.js';

it('the bundle keeps the names of functions, for stack traces', () => {
  assert.match(readFileSync(join(root, 'dist/main.cjs'), 'latin1'), /async function session\(/);
});
