import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../support/paths.js';
import { run } from '../../support/programs/command.js';

/** Those with nothing but options; the others have words to tell what to do. */
const WITH_OPTIONS = ['tor-smtp', 'tor-smtp-audit'];

describe('the manual pages', () => {
  const pageOf = (program: string) => join(root, 'contrib/man', `${program}.8`);

  it('are there for every program', () => {
    const pages = readdirSync(join(root, 'contrib/man'));
    assert.deepEqual(
      pages.sort(),
      readdirSync(join(root, 'bin'))
        .map((program) => `${program}.8`)
        .sort(),
    );
  });

  for (const program of readdirSync(join(root, 'bin'))) {
    it(`are clean for mandoc: ${program}`, async () => {
      const { output } = await run('mandoc', ['-Tlint', pageOf(program)]);
      // Whether the pages it refers to are installed is no fault of it.
      const complaints = output
        .split('\n')
        .filter((line) => line && !/mandoc\.db|referenced manual/.test(line));
      assert.deepEqual(complaints, []);
    });
  }

  for (const program of WITH_OPTIONS) {
    it(`have every option of --help and no other: ${program}`, async () => {
      const help = await run('/bin/sh', ['-c', `'${join(root, 'bin', program)}' --help </dev/null`]);
      const named = (text: string, pattern: RegExp) =>
        [...new Set([...text.matchAll(pattern)].map(([, name]) => name))].sort();
      const inPage = named(readFileSync(pageOf(program), 'utf8'), /Fl -([a-z-]+)/g);
      assert.deepEqual(inPage, named(help.output, /^ +--([a-z-]+)/gm));
    });
  }
});
