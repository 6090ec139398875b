import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { it } from 'node:test';
import { root } from '../support/paths.js';

const src = join(root, 'src');
/** The audit is a program of its own, beside this one, and may import from it. */
const files = (readdirSync(src, { recursive: true }) as string[]).filter(
  (file) => file.endsWith('.ts') && !file.startsWith('audit/'),
);

/** From the top down; a file or folder imports from lower rows only, and a folder from itself. The last row is the leaves. */
const ROWS = [
  ['main.ts', 'start', 'build'],
  ['resident.ts', 'arguments.ts'],
  ['session.ts', 'flags.ts'],
  ['client', 'server', 'values.ts'],
  ['wire'],
  ['replies.ts', 'options.ts', 'log.ts', 'hello.ts'],
];
const BUILD_RUNS = 'start';
const TABLES = ['replies.ts'];

const roomOf = (file: string) => file.split('/')[0] ?? '';
const rowOf = (file: string) => ROWS.findIndex((row) => row.includes(roomOf(file)));

function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)\.js'/g)].map(([, path = '']) =>
    relative(src, resolve(src, dirname(file), `${path}.ts`)),
  );
}

it('no import runs upward, or to the room next door', () => {
  for (const file of files) {
    assert.ok(rowOf(file) >= 0, `${file} has no row`);
    for (const target of importsOf(file)) {
      const inside = roomOf(file) === roomOf(target) || roomOf(target) === BUILD_RUNS;
      assert.ok(inside || rowOf(target) > rowOf(file), `${file} imports ${target}`);
    }
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
  for (const file of files) visit(file, []);
});

it('no file but a table is longer than 120 lines, and no folder holds more than 12', () => {
  for (const file of files) {
    const lines = readFileSync(join(src, file), 'utf8').split('\n').length - 1;
    assert.ok(lines <= 120 || TABLES.includes(file), `${file} has ${lines} lines`);
  }
  for (const folder of new Set(['.', ...files.map((file) => dirname(file))])) {
    const held = readdirSync(join(src, folder), { withFileTypes: true }).filter((entry) => entry.isFile());
    assert.ok(held.length <= 12, `${folder} holds ${held.length} files`);
  }
});
