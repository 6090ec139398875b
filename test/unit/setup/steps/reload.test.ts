import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { runPlan } from '../../../../src/setup/steps/run.js';
import type { Order, Step } from '../../../../src/setup/steps/step.js';
import { undo } from '../../../../src/setup/steps/undo.js';
import { ADDED, bench, FAILS, MADE, onBench, put, work } from './bench.js';

const RENEW: readonly Order[] = [{ run: ['update-exim4.conf'] }, { service: 'exim4', action: 'reload' }];
const [ONE, TWO] = [ADDED, MADE].map(
  ({ title, parts = [] }): Step => ({ title, parts, run: RENEW, undoLast: RENEW }),
) as [Step, Step];
const HUP = `kill -HUP ${process.pid}`;

/** An Exim that runs: nothing is sent to the process, as nothing is really run. */
const starts = () => put('/run/exim4/exim.pid', `${process.pid}\n`);

describe("Exim's daemon reads its configuration once", () => {
  onBench('when all steps are done, and again when all are undone', async () => {
    starts();
    await runPlan(work(), 'send', [ONE, TWO]);
    assert.deepEqual(bench.ran, ['update-exim4.conf', 'update-exim4.conf', HUP]);
    bench.ran = [];
    await undo(work(), 0, false);
    assert.deepEqual(bench.ran, ['update-exim4.conf', 'update-exim4.conf', HUP]);
  });

  onBench('when a step has failed: not what was taken back', async () => {
    starts();
    await assert.rejects(runPlan(work(), 'send', [ONE, TWO, FAILS]), /no way/);
    assert.deepEqual(bench.ran, [...Array(4).fill('update-exim4.conf'), HUP]);
  });

  onBench('and not at all when the last one does not pass', async () => {
    starts();
    await runPlan(work(), 'send', [ONE, TWO]);
    bench.ran = [];
    bench.programs['update-exim4.conf'] = () => ({ status: bench.ran.length === 1 ? 0 : 1 });
    assert.equal((await undo(work(), 0, false)).length, 1);
    assert.deepEqual(bench.ran, ['update-exim4.conf', 'update-exim4.conf']);
  });

  onBench('which is shown when nothing is done', async () => {
    starts();
    await runPlan(work(true), 'send', [ONE, TWO]);
    assert.deepEqual(
      bench.said.filter((line) => line.startsWith('    $')),
      ['    $ update-exim4.conf', '    $ update-exim4.conf', `    $ ${HUP}`],
    );
  });
});
