import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  appended,
  BEGIN,
  END,
  hasSection,
  inserted,
  lines,
  listed,
} from '../../../../src/setup/texts/marked.js';
import { takenOut } from '../../../../src/setup/texts/take-out.js';
import { there } from './there.js';

describe('lines at the end of a file', () => {
  it('stand between marks, and go without them', () => {
    there(
      appended(['one', 'two']),
      'theirs\n',
      `theirs\n${BEGIN}\none\ntwo\n${END}\n`,
      (text) => `first\n${text}last\n`,
    );
  });

  it('are those that are missing, wherever the others are', () => {
    there(appended(['one', 'two']), ' two\n', ` two\n${BEGIN}\none\n${END}\n`);
  });

  it('make a file, and end a last line that has no end', () => {
    assert.equal(appended(['one'])(undefined)?.text, `${BEGIN}\none\n${END}\n`);
    assert.equal(appended(['one'])('theirs')?.text, `theirs\n${BEGIN}\none\n${END}\n`);
  });

  it('are all there in one block, if they belong together', () => {
    assert.equal(appended(['one', 'two'], true)('two\n')?.text, `two\n${BEGIN}\none\ntwo\n${END}\n`);
  });

  it('that somebody else has too stay where that one put them', () => {
    const text = `one\n${BEGIN}\none\n${END}\n`;
    assert.equal(takenOut(text, { kind: 'lines', lines: ['one'], marked: true }), 'one\n');
  });
});

describe('lines of a section', () => {
  const after = { begin: 'begin routers', where: 'after' } as const;
  const before = { begin: 'begin acl', where: 'before' } as const;
  const template = 'main\nbegin acl\n  accept\n  begin routers\ndnslookup:\n';

  it('stand right behind its beginning', () => {
    there(
      inserted(after, ['.include d/router/050_a']),
      template,
      template.replace('begin routers\n', `begin routers\n${BEGIN}\n.include d/router/050_a\n${END}\n`),
      (text) => text.replace('accept', 'deny'),
    );
  });

  it('or right in front of it', () => {
    there(
      inserted(before, ['.include d/main/040_a']),
      template,
      template.replace('begin acl', `${BEGIN}\n.include d/main/040_a\n${END}\nbegin acl`),
    );
  });

  for (const section of [after, before]) {
    it(`take their places among earlier ones by their names (${section.where})`, () => {
      const first =
        inserted(section, ['.include d/router/050_a', '.include d/router/060_a'])(template)?.text ?? '';
      const all = inserted(section, ['.include d/router/070_b', '.include d/router/040_b'])(first);
      const block = ['040_b', '050_a', '060_a', '070_b']
        .map((name) => `.include d/router/${name}`)
        .join('\n');
      assert.ok(all?.text.includes(`${BEGIN}\n${block}\n${END}\n`), all?.text);
      assert.equal(takenOut(all?.text ?? '', all?.takeOut ?? { kind: 'file' }), first);
    });
  }

  it('have no place where the section is missing', () => {
    assert.equal(hasSection(template, { begin: 'begin retry', where: 'after' }), false);
    assert.equal(hasSection(template, after), true);
    assert.equal(inserted({ begin: 'begin retry', where: 'after' }, ['x'])(template), undefined);
  });
});

it('a table has rows without marks', () => {
  there(
    listed(['26: a.onion']),
    '25: b.onion\n',
    '25: b.onion\n26: a.onion\n',
    (text) => `${text}27: c.onion\n`,
  );
});

it('lines that count are neither empty nor remarks', () => {
  assert.deepEqual(lines('# a\n\n  # b\nc # d\n\te\n'), ['c # d', '\te']);
});
