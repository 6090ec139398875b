import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../support/paths.js';

describe('the mail path', () => {
  it('does not hold the audit', () => {
    const text = (name: string) => readFileSync(resolve(root, 'dist', name), 'latin1');
    const marks = ['tor-smtp-audit', 'src/audit/probes', 'SpamAssassin'];
    for (const mark of marks) {
      assert.ok(text('tor-smtp-audit.cjs').includes(mark), `${mark} is no mark`);
      assert.ok(!text('main.cjs').includes(mark), mark);
    }
  });
});
