import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { byHand, includeLine, RECEIVE, SEND } from '../../../src/setup/site/sections.js';
import { contrib } from '../../support/paths.js';

const readme = readFileSync(join(contrib, 'README.md'), 'utf8');

describe("Exim's files", () => {
  it('are all known, those for sending and those to receive', () => {
    const conf = join(contrib, 'exim4/conf.d');
    const all = readdirSync(conf).flatMap((section) =>
      readdirSync(join(conf, section)).map((file) => `${section}/${file}`),
    );
    assert.deepEqual([...SEND, ...RECEIVE].sort(), all.sort());
  });

  it('are included where contrib/README.md says, for sending', () => {
    const said = [
      ...readme.matchAll(/^ {4}(\.include \S+) +\((just (?:before|after) "begin \w+"|after that)\)$/gm),
    ];
    assert.equal(said.length, SEND.length);
    let place = '';
    for (const [, line = '', where = ''] of said) {
      if (where !== 'after that') place = where;
      const group = byHand(SEND)
        .split(/\n(?=just )/)
        .find((part) => part.includes(line));
      assert.ok(group?.startsWith(`${place}:`), line);
    }
    assert.deepEqual(
      said.map(([, line]) => line),
      SEND.map(includeLine),
    );
  });
});
