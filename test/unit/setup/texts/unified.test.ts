import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unified } from '../../../../src/setup/texts/unified.js';

const numbers = (...lines: (number | string)[]) => lines.map((line) => `${line}\n`).join('');

describe('a change is shown as diff -u shows it', () => {
  for (const [name, before, after, ...shown] of [
    ['a new file', undefined, numbers('a', 'b'), '--- /dev/null', '+++ f', '@@ -0,0 +1,2 @@', '+a', '+b'],
    ['a file that goes', numbers('a'), undefined, '--- f', '+++ /dev/null', '@@ -1,1 +0,0 @@', '-a'],
    [
      'lines in the middle',
      numbers(1, 2, 3, 4, 5, 6, 7, 8),
      numbers(1, 2, 3, 4, 'new', 6, 7, 8),
      '--- f',
      '+++ f',
      '@@ -2,7 +2,7 @@',
      ' 2',
      ' 3',
      ' 4',
      '-5',
      '+new',
      ' 6',
      ' 7',
      ' 8',
    ],
    [
      'lines at the end',
      numbers(1, 2),
      numbers(1, 2, 3),
      '--- f',
      '+++ f',
      '@@ -1,2 +1,3 @@',
      ' 1',
      ' 2',
      '+3',
    ],
    ['a line twice', numbers(1, 1), numbers(1, 1, 1), '--- f', '+++ f', '@@ -1,2 +1,3 @@', ' 1', ' 1', '+1'],
    [
      'a last line without end',
      '1',
      '1\n',
      '--- f',
      '+++ f',
      '@@ -1,1 +1,1 @@',
      '-1',
      '\\ No newline at end of file',
      '+1',
    ],
  ] as const) {
    it(name, () => assert.equal(unified('f', before, after), shown.join('\n')));
  }
});
