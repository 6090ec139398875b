import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { parseArguments } from '../../../src/check/options.js';
import { allIn } from '../../support/folder.js';
import { root } from '../../support/paths.js';

const manual = readFileSync(join(root, 'contrib/man/tor-smtp-check.8'), 'utf8');

it('the manual page has every option of --help and no other', () => {
  const help = parseArguments(['--help']);
  const named = (text: string, pattern: RegExp) =>
    [...new Set([...text.matchAll(pattern)].map(([, name]) => name))].sort();
  assert.deepEqual(
    named(manual, /(?:Fl -|\| -)([a-z-]+)/g),
    named(help.kind === 'print' ? help.text : '', /--([a-z-]+)/g),
  );
});

it('the manual page says what to do about everything that can be found', () => {
  const folder = join(root, 'src/check');
  const files = allIn(folder).filter((file) => file.endsWith('.ts'));
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8'));
  const used = texts.flatMap((text) => [
    ...text.matchAll(/(?:\b(?:stop|mend|unknown|report)\(\s*|\bid: |^const ID = )'([a-z-]+)'/gm),
  ]);
  const names = [...new Set(used.map(([, name = '']) => name))];
  assert.ok(names.length > 40, names.join());
  const listed = manual.slice(manual.indexOf('.Sh WHAT TO DO'));
  const told = [...listed.matchAll(/^\.It Cm (.*)$/gm)].flatMap(([, list = '']) => list.split(' , '));
  assert.deepEqual(
    [...names].filter((name) => !told.includes(name)),
    [],
  );
});
