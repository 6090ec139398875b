import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { version } from '../../package.json';
import { root } from '../support/paths.js';

it('the newest release of the changelog is the version of the package', () => {
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  const headings = [...changelog.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
  assert.equal(headings[0], 'Unreleased');
  assert.match(headings[1] ?? '', new RegExp(`^${version.replaceAll('.', '\\.')} - \\d{4}-\\d\\d-\\d\\d$`));
});

it('and so is that of the Debian package', () => {
  const changelog = readFileSync(join(root, 'contrib/debian/changelog'), 'utf8');
  assert.equal(changelog.match(/^tor-smtp \((.*)\) /)?.[1], version);
});
