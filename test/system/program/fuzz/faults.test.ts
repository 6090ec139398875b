import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../../../support/folder.js';
import { root } from '../../../support/paths.js';
import { run } from '../../../support/programs/command.js';
import { buildMutant } from './mutant.js';
import { BY_HELLO } from './planted/hello.js';
import type { Planted } from './planted/planted.js';
import { BY_RECIPIENT } from './planted/recipient.js';

const SORTS: Readonly<Record<'hello' | 'recipient', readonly Planted[]>> = {
  hello: BY_HELLO,
  recipient: BY_RECIPIENT,
};

for (const [by, planted] of Object.entries(SORTS)) {
  describe(`sessions by chance, by ${by}, find`, { concurrency: 4 }, () => {
    for (const each of planted) it(each.what, () => find(each, by));
  });
}

/** The sessions are carried out on a program that has the fault. */
async function find(planted: Planted, by: string): Promise<void> {
  const { path, discard } = temporaryFolder('mutant');
  try {
    const env = { ...process.env, PROGRAM_UNDER_TEST: await buildMutant(planted, path) };
    const words = planted.sessions ?? `--by ${by} --seed 20000 --sessions 1200 --look 200 --mode resident`;
    const fuzz = [join(root, 'build/test/fuzz/fuzz.js'), ...words.split(' ')];
    const { code, output } = await run(process.execPath, fuzz, { env });
    assert.equal(code, 1, output);
    assert.match(output.slice(output.search(/^seed \d+: /m)), planted.found);
  } finally {
    discard();
  }
}
