import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { macro, macroIn } from '../../../../src/setup/texts/macro.js';
import { BEGIN, END } from '../../../../src/setup/texts/marked.js';
import { there } from './there.js';

describe('a macro of Exim', () => {
  const set = macro('NAME', '/new');

  it('that is not set is set at the end, between marks', () => {
    const theirs = '# NAME = /old\nNAME_TOO = /old\nOTHER = ${if eq{NAME}{x}}\n';
    there(set, theirs, `${theirs}${BEGIN}\nNAME = /new\n${END}\n`, (text) => `FIRST = 1\n${text}`);
    assert.equal(set(undefined)?.text, `${BEGIN}\nNAME = /new\n${END}\n`);
  });

  for (const [before, after] of [
    ['NAME = /old', 'NAME = /new'],
    ['  NAME=/old  ', '  NAME=/new'],
    ['NAME == /old', 'NAME == /new'],
    ['NAME =', 'NAME =/new'],
  ] as const) {
    it(`that is set gets the value in its place: "${before}"`, () => {
      there(set, `A = 1\n${before}\nB = 2\n`, `A = 1\n${after}\nB = 2\n`, (text) => `${text}C = 3\n`);
    });
  }

  it('that has the value is left as it is', () => {
    for (const line of ['NAME = /new', 'NAME=/new ', '\tNAME == /new'])
      assert.equal(set(`${line}\n`), undefined);
  });

  it('is known from its remarks and its likes', () => {
    assert.equal(macroIn('#NAME = a\nNAMES = b\n.ifdef NAME\n', 'NAME'), undefined);
    assert.equal(macroIn('x\n NAME =  a b \n', 'NAME'), 'a b');
  });
});
