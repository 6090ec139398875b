import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { array, constantFrom, assert as hold, oneof, property, string } from 'fast-check';
import { openLog } from '../../../src/log.js';
import { temporaryFolder } from '../../support/folder.js';

const host = string({ unit: constantFrom('q', 'Q', '7', '.', '-', '_'), minLength: 1, maxLength: 60 }).map(
  (front) => `q${front}q`,
);
const suffix = constantFrom('.onion', '.ONION', '.Tor', '.onion:25', '.tor.', '.onion\n', '.onion"', '.tor)');
const gap = constantFrom(' ', '\n', '"', "'", '(', '<', '@', '/', ':', ',', '=', '\t', '\0', ' at ');
const name = array(oneof(host, host), { minLength: 1, maxLength: 1 });

it('no part of an onion name gets into the log, wherever the text has it', () => {
  const folder = temporaryFolder('log');
  const file = join(folder.path, 'log');
  const log = openLog({ file, stderr: false, terminal: false, names: false });
  let read = 0;
  const written = () => {
    const text = readFileSync(file, 'latin1');
    const news = text.slice(read).replace(/^\S+ tor-smtp\[\d+\]: /, '');
    read = text.length;
    return news;
  };
  const texts = array(names(), { minLength: 1, maxLength: 4 });
  hold(
    property(texts, host, (pieces, local) => {
      const text = pieces.join('');
      log.session({ outcome: 'x', from: local, to: `${local}.onion:25`, cause: text });
      // Nothing but the names has a q in it.
      assert.doesNotMatch(written(), /q/i);
      log.fault(new Error(text));
      assert.doesNotMatch(written().split('\n    at ')[0] ?? '', /q/i);
      log.fault(text);
      assert.doesNotMatch(written(), /q/i);
    }),
    { numRuns: 300 },
  );
  folder.discard();
});

/** A name between two other characters. */
function names() {
  return array(gap, { minLength: 1, maxLength: 2 }).chain((around) =>
    name.chain(([each]) => suffix.map((end) => `${around[0]}${each}${end}${around.at(-1)}`)),
  );
}
