import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { sourceTrace } from '../../../src/build/trace.js';
import { root } from '../../support/paths.js';

it('a stack trace from the field is read back to the source', () => {
  // A place in the bundle that is in one function only: session() logs this.
  const lines = readFileSync(join(root, 'dist/main.cjs'), 'latin1').split('\n');
  const row = lines.findIndex((line) => line.includes('.progress("spliced")'));
  const column = lines[row]?.indexOf('.progress("spliced")') ?? -1;
  const [, place, line] =
    sourceTrace(`    at s (main.cjs:${row + 1}:${column + 2})`).match(/^ {4}at s \((.*):(\d+):\d+\)$/) ?? [];
  assert.equal(place, 'src/session.ts');
  const source = readFileSync(join(root, 'src/session.ts'), 'utf8').split('\n');
  assert.match(source[Number(line) - 1] ?? '', /progress\('spliced'\)/);
});
