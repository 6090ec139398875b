import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import type { Row } from '../../load/case.js';
import { cases } from '../../load/cases/all.js';
import { run, type Wishes } from '../../load/run.js';
import { temporaryFolder } from '../../support/folder.js';
import { root } from '../../support/paths.js';

/** Those that are over in a moment, and need no root. */
const QUICK = [
  'burst, launched by xinetd',
  'burst above the ceiling, resident by xinetd',
  'burst from one address, launched by xinetd',
  'out of descriptors, resident by xinetd',
  'killed for memory, resident by xinetd',
  'Exim: no place, launched by xinetd',
];

describe('npm run load, some of its cases', () => {
  async function play(names: readonly string[], plant: Wishes['plant'] = {}): Promise<Row[]> {
    const { path: folder, discard } = temporaryFolder('load-test');
    const wants = (name: string) => names.includes(name);
    try {
      return await run(cases, { scale: 0.03, folder, wants, plant, patience: 1 });
    } finally {
      discard();
    }
  }
  const faults = (rows: readonly Row[]) =>
    rows.flatMap((row) => row.faults.map((fault) => `${row.name}: ${fault}`));

  it('hold, with few connections', async () => {
    const rows = await play(QUICK);
    assert.equal(rows.length, QUICK.length);
    assert.deepEqual(faults(rows), []);
  });

  it('find a program that closes without a word', async () => {
    const found = faults(await play(['burst, launched by xinetd'], { program: '/bin/true' }));
    assert.match(found.join('\n'), /^burst: at once: .*\b\d+ closed/m);
  });

  it('find connections that are not closed', async () => {
    const env = [`NODE_OPTIONS=--require=${resolve(root, 'test/system/load/leak.cjs')}`];
    const found = faults(await play(['burst, resident by xinetd'], { env }));
    assert.match(found.join('\n'), /^burst: left over: \d+ connections/m);
  });
});
