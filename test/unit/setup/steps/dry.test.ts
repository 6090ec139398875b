import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { runPlan } from '../../../../src/setup/steps/run.js';
import { undo } from '../../../../src/setup/steps/undo.js';
import { appended } from '../../../../src/setup/texts/marked.js';
import { ADDED, bench, FAILS, files, MADE, onBench, put, work } from './bench.js';

describe('a plan that is only shown', () => {
  onBench('shows each change and each command, and does none', async () => {
    put('/etc/theirs', 'theirs\n');
    const before = files();
    assert.equal(await runPlan(work(true), 'send', [ADDED, MADE, FAILS]), 3);
    assert.deepEqual(files(), before);
    assert.deepEqual(bench.ran, []);
    const text = bench.said.join('\n');
    assert.match(text, /^--- \/etc\/theirs\n\+\+\+ \/etc\/theirs\n@@ -1,1 \+1,4 @@\n theirs\n\+# >>>/m);
    assert.match(text, /^--- \/dev\/null\n\+\+\+ \/etc\/new\/sub\/file\n@@ -0,0 \+1,1 @@\n\+text$/m);
    assert.match(text, /^ {4}\$ reload$[\s\S]*^ {4}\$ enable$/m);
  });

  onBench('remembers the changes of a file one after the other', async () => {
    put('/etc/theirs', 'theirs\n');
    const more = {
      ...ADDED,
      parts: [{ kind: 'edit', path: '/etc/theirs', change: appended(['more']) } as const],
    };
    await runPlan(work(true), 'send', [ADDED, more]);
    assert.match(bench.said.at(-2) ?? '', /^ ours$[\s\S]*^\+more$/m);
  });

  onBench('can be that of an undo', async () => {
    put('/etc/theirs', 'theirs\n');
    await runPlan(work(), 'send', [ADDED, MADE]);
    const before = files();
    [bench.said, bench.ran] = [[], []];
    await undo(work(true), 0, false);
    assert.deepEqual(files(), before);
    assert.deepEqual(bench.ran, []);
    assert.match(bench.said.join('\n'), /^-ours$/m);
    assert.match(bench.said.join('\n'), /removes \/etc\/new\/sub\/file$/m);
  });
});
