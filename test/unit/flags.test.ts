import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { commandLineOptions } from '../../src/flags.js';
import { root } from '../support/paths.js';

it('every option is in the manual page and in the table of the README', () => {
  const manual = readFileSync(join(root, 'contrib/man/tor-smtp.8'), 'utf8');
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  for (const { long } of commandLineOptions()) {
    const inManual = new RegExp(`^\\.It Fl ${long?.slice(1)}( |$)`, 'm');
    const inReadme = new RegExp(`^\\| \`${long}[ \`]`, 'm');
    assert.ok(inManual.test(manual), `${long} is not in contrib/man/tor-smtp.8`);
    assert.ok(inReadme.test(readme), `${long} is not in README.md`);
  }
});
