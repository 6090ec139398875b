import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../../../support/folder.js';
import { root } from '../../../support/paths.js';
import { run } from '../../../support/programs/command.js';
import { buildMutant } from './mutant.js';
import { PLANTED } from './planted.js';

describe('sessions by chance find', { concurrency: 4 }, () => {
  for (const planted of PLANTED) {
    it(planted.what, async () => {
      const { path, discard } = temporaryFolder('mutant');
      try {
        const env = { ...process.env, PROGRAM_UNDER_TEST: await buildMutant(planted, path) };
        const words = planted.sessions ?? '--seed 20000 --sessions 1200 --look 200 --mode resident';
        const fuzz = [join(root, 'build/test/fuzz/fuzz.js'), ...words.split(' ')];
        const { code, output } = await run(process.execPath, fuzz, { env });
        assert.equal(code, 1, output);
        assert.match(output.slice(output.search(/^seed \d+: /m)), planted.found);
      } finally {
        discard();
      }
    });
  }
});
