import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runPlan } from '../../../../src/setup/steps/run.js';
import type { Step } from '../../../../src/setup/steps/step.js';
import { undo } from '../../../../src/setup/steps/undo.js';
import { ADDED, bench, work } from './bench.js';

it('a message that Exim is just trying to deliver is frozen when it is not locked any more', async () => {
  const step: Step = { title: 'Exim', parts: ADDED.parts ?? [], undoFirst: [{ freeze: true }] };
  const waiting = ['1xV6j8-0002qU-2j\n1xV6j9-0002qU-2j\n', '1xV6j9-0002qU-2j\n'];
  const frozen = [1, 0];
  bench.programs.exiqgrep = () => ({ stdout: waiting.shift() ?? assert.fail('asked again') });
  bench.programs.exim4 = () => ({ status: frozen.shift() ?? assert.fail('frozen again') });
  await runPlan(work(), 'send', [step]);
  bench.ran = [];
  await undo(work(), 0, false);
  assert.deepEqual(
    bench.ran.filter((line) => line.startsWith('exim4')),
    ['exim4 -Mf 1xV6j8-0002qU-2j 1xV6j9-0002qU-2j', 'exim4 -Mf 1xV6j9-0002qU-2j'],
  );
  assert.match(bench.said.join('\n'), /freezes 2 messages to onions/);
});
