import assert from 'node:assert/strict';
import { runPlan } from '../../../../src/setup/steps/run.js';
import type { Step } from '../../../../src/setup/steps/step.js';
import { undo } from '../../../../src/setup/steps/undo.js';
import { ADDED, bench, onBench, work } from './bench.js';

onBench('mail to onions in the queue is frozen when nothing keeps it from DNS any more', async () => {
  bench.programs.exiqgrep = () => ({ stdout: '1xV6j8-0002qU-2j\n1xV6j9-0002qU-2j\n' });
  const step: Step = {
    title: 'Exim',
    parts: ADDED.parts ?? [],
    undoFirst: [{ freeze: true }],
    undoLast: [{ run: ['renew'] }],
  };
  await runPlan(work(), 'send', [step]);
  bench.ran = [];
  await undo(work(), 0, false);
  assert.match(
    bench.ran.join('\n'),
    /^exiqgrep .*\nexim4 -Mf 1xV6j8-0002qU-2j\nexim4 -Mf 1xV6j9-0002qU-2j\nrenew$/,
  );
});

onBench(
  'a message that Exim is just trying to deliver is frozen when it is not locked any more',
  async () => {
    const step: Step = { title: 'Exim', parts: ADDED.parts ?? [], undoFirst: [{ freeze: true }] };
    const waiting = ['1xV6j8-0002qU-2j\n1xV6j9-0002qU-2j\n1xV6jA-0002qU-2j\n', '1xV6j9-0002qU-2j\n'];
    // The second is free when it is asked for again; the third has been delivered by then.
    const statuses = [0, 1, 1, 0];
    bench.programs.exiqgrep = () => ({ stdout: waiting.shift() ?? assert.fail('asked again') });
    bench.programs.exim4 = () => ({ status: statuses.shift() ?? assert.fail('frozen again') });
    await runPlan(work(), 'send', [step]);
    bench.ran = [];
    await undo(work(), 0, false);
    assert.equal(bench.ran.filter((line) => line.startsWith('exim4 -Mf')).length, 4);
    const said = bench.said.join('\n');
    assert.match(said, /freezes 2 messages to onions/);
    assert.match(said, /-Mrm\): 1xV6j8-0002qU-2j 1xV6j9-0002qU-2j$/m);
  },
);
