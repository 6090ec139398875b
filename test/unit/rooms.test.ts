import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { it } from 'node:test';
import { allIn } from '../support/folder.js';
import { root } from '../support/paths.js';

const filesIn = (folder: string) =>
  allIn(join(root, folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`);
const src = filesIn('src');
const folders = [
  'bench',
  'chaos',
  'circuits',
  'deb',
  'demo',
  'fuzz',
  'load',
  'player',
  'support',
  'system',
  'unit',
];
const tests = folders.flatMap((folder) => filesIn(`test/${folder}`));

/**
 * From the top down; a file or folder imports from lower rows only, and a folder from itself. The last row of each is the leaves. The
 * audit, the check and the setup are programs of their own above the other, and may import from it.
 */
const ROWS = [
  ['src/setup/cli.ts'],
  ['src/setup/plans', 'src/setup/usage'],
  ['src/setup/site'],
  ['src/setup/steps'],
  ['src/setup/texts'],
  ['src/setup/machine'],
  ['src/check/cli.ts'],
  ['src/check/report', 'src/check/checks.ts'],
  ['src/check/way', 'src/check/options.ts'],
  ['src/check/exim', 'src/check/service', 'src/check/tor'],
  ['src/check/commands.ts'],
  ['src/check/facts.ts'],
  ['src/check/finding.ts'],
  ['src/audit/cli.ts'],
  ['src/audit/audit.ts'],
  ['src/audit/sides'],
  ['src/audit/report.ts'],
  ['src/audit/judge'],
  ['src/audit/session'],
  ['src/audit/options'],
  ['src/audit/text.ts'],
  ['src/main.ts', 'src/start', 'src/build'],
  ['src/resident', 'src/arguments.ts'],
  ['src/recipient'],
  ['src/session.ts', 'src/flags.ts', 'src/signals.ts'],
  ['src/client', 'src/server', 'src/values.ts'],
  ['src/wire', 'src/onion'],
  ['src/replies.ts', 'src/options.ts', 'src/log.ts', 'src/clock.ts', 'src/hello.ts', 'src/machine'],
];
const BUILD_RUNS = 'src/start';
const TABLES = ['src/replies.ts', 'src/audit/judge/giveaways.ts', 'test/system/audit/leaks.ts'];

const roomOf = (file: string) =>
  file
    .split('/')
    .slice(0, /^src\/(audit|check|setup)\//.test(file) ? 3 : 2)
    .join('/');
const rowOf = (file: string) => ROWS.findIndex((row) => row.includes(roomOf(file)));

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/(?:from|import\(|import)\s*'(\.[^']+)\.js'/g)].map(([, path = '']) =>
    relative(root, resolve(root, dirname(file), `${path}.ts`)),
  );
}

it('no import runs upward, or to the room next door', () => {
  for (const file of src) {
    assert.ok(rowOf(file) >= 0, `${file} has no row`);
    for (const target of importsOf(file)) {
      const inside = roomOf(file) === roomOf(target) || roomOf(target) === BUILD_RUNS;
      assert.ok(inside || rowOf(target) > rowOf(file), `${file} imports ${target}`);
    }
  }
});

it('what several system tests share knows none of them', () => {
  for (const file of tests.filter((each) => each.startsWith('test/support/'))) {
    for (const target of importsOf(file)) assert.doesNotMatch(target, /^test\/(deb|system|unit)\//, file);
  }
});

it('no imports make a circle', () => {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]) => {
    assert.ok(!path.includes(file), [...path, file].join(' > '));
    if (done.has(file)) return;
    for (const target of importsOf(file)) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of [...src, ...tests]) visit(file, []);
});

it('no file of the program and its tests but a table is longer than 120 lines', () => {
  for (const file of [...src, ...tests]) {
    const lines = readFileSync(join(root, file), 'utf8').split('\n').length - 1;
    assert.ok(lines <= 120 || TABLES.includes(file), `${file} has ${lines} lines`);
  }
});

it('no folder holds more than 12 files', () => {
  for (const folder of new Set([...src, ...tests].map((file) => dirname(file)))) {
    const held = readdirSync(join(root, folder), { withFileTypes: true }).filter((entry) => entry.isFile());
    assert.ok(held.length <= 12, `${folder} holds ${held.length} files`);
  }
});
