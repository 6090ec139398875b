import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { replaced, whole } from '../../../../src/setup/texts/change.js';
import { takenOut } from '../../../../src/setup/texts/take-out.js';
import { withWords } from '../../../../src/setup/texts/words.js';
import { there } from './there.js';

describe('the list of local domains', () => {
  const add = withWords('dc_other_hostnames', ['a.onion', 'b.onion']);
  for (const [before, after] of [
    ["dc_other_hostnames='one:two'", "dc_other_hostnames='one:two:a.onion:b.onion'"],
    ["dc_other_hostnames='one ; two'", "dc_other_hostnames='one ; two ; a.onion ; b.onion'"],
    ["dc_other_hostnames=''", "dc_other_hostnames='a.onion:b.onion'"],
    ['dc_other_hostnames="one"', 'dc_other_hostnames="one:a.onion:b.onion"'],
    ["dc_other_hostnames='A.onion'", "dc_other_hostnames='A.onion:b.onion'"],
  ] as const) {
    it(before, () => {
      const rest = "dc_use_split_config='true'\n";
      there(add, `${before}\n${rest}`, `${after}\n${rest}`, (text) => text.replace('true', 'false'));
    });
  }

  it('of a bare word gets quotes', () => {
    assert.equal(add('dc_other_hostnames=one\n')?.text, "dc_other_hostnames='one:a.onion:b.onion'\n");
  });

  it('loses only ours when it has grown since', () => {
    const takeOut = { kind: 'words', key: 'dc_other_hostnames', words: ['a.onion'] } as const;
    assert.equal(
      takenOut("dc_other_hostnames='one:a.onion:mine.example'\n", takeOut),
      "dc_other_hostnames='one:mine.example'\n",
    );
  });

  it('is made where there is none', () => {
    assert.equal(add('x=1')?.text, "x=1\ndc_other_hostnames='a.onion:b.onion'\n");
  });
});

it('a line is replaced, and put back if it is still there', () => {
  const change = replaced(/^prdr_enable = true/, () => 'prdr_enable = false');
  there(change, 'a\nprdr_enable = true\nb\n', 'a\nprdr_enable = false\nb\n', (text) => `${text}c\n`);
  assert.equal(change('nothing\n'), undefined);
  const takeOut = { kind: 'line', ours: 'x = no', theirs: 'x = yes' } as const;
  assert.equal(takenOut('x = maybe\n', takeOut), 'x = maybe\n');
});

it('a file that is all ours is so when it says the same', () => {
  there(whole('text\n'), undefined, 'text\n');
  assert.deepEqual(whole('text\n')('other\n'), { text: 'text\n', takeOut: { kind: 'file' } });
});
