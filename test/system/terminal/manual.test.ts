import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { program, root } from '../../support/paths.js';
import { run } from '../../support/programs/command.js';

describe('the manual page', () => {
  const page = join(root, 'contrib/man/tor-smtp.8');

  it('is clean for mandoc', async () => {
    const { output } = await run('mandoc', ['-Tlint', page]);
    // Whether the pages it refers to are installed is no fault of it.
    const complaints = output
      .split('\n')
      .filter((line) => line && !/mandoc\.db|referenced manual/.test(line));
    assert.deepEqual(complaints, []);
  });

  it('has every option of --help and no other', async () => {
    const { output } = await run('/bin/sh', ['-c', `'${program}' --help </dev/null`]);
    const named = (text: string, pattern: RegExp) =>
      [...new Set([...text.matchAll(pattern)].map(([, name]) => name))].sort();
    assert.deepEqual(named(readFileSync(page, 'utf8'), /Fl -([a-z-]+)/g), named(output, /--([a-z-]+)/g));
  });
});
