import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'node:test';
import { openJournal } from '../../../../src/setup/steps/journal.js';
import { runPlan, unfinished } from '../../../../src/setup/steps/run.js';
import type { Step } from '../../../../src/setup/steps/step.js';
import { undo } from '../../../../src/setup/steps/undo.js';
import { ADDED, bench, files, get, host, MADE, onBench, put, work } from './bench.js';

describe('a run that was cut off', () => {
  onBench('is known, and is undone as far as it came', async () => {
    put('/etc/theirs', 'theirs\n');
    const before = files();
    const never = new Promise<string>(() => {});
    const hang: Step = {
      title: 'hangs',
      fault() {
        bench.ran.push('hangs');
        return never;
      },
    };
    void runPlan(work(), 'send', [ADDED, MADE, hang]);
    while (!bench.ran.includes('hangs')) await new Promise((resolve) => setTimeout(resolve, 5));
    const start = unfinished(openJournal(host));
    assert.equal(start, 0);
    await undo(work(), start ?? 9, true);
    assert.deepEqual(files(), before);
  });

  onBench('is none that has come to its end', async () => {
    await runPlan(work(), 'send', [MADE]);
    assert.equal(unfinished(openJournal(host)), undefined);
  });
});

describe('a file that was edited since', () => {
  onBench('loses only our lines', async () => {
    put('/etc/theirs', 'theirs\n');
    await runPlan(work(), 'send', [ADDED]);
    put('/etc/theirs', `${get('/etc/theirs')}later\n`);
    await undo(work(), 0, false);
    assert.equal(get('/etc/theirs'), 'theirs\nlater\n');
    assert.ok(bench.said.some((line) => line.includes('/etc/theirs was edited')));
  });

  onBench('is kept beside, if it was all ours', async () => {
    await runPlan(work(), 'send', [MADE]);
    put('/etc/new/sub/file', 'edited\n');
    await undo(work(), 0, false);
    assert.equal(existsSync(join(bench.root, '/etc/new/sub/file')), false);
    assert.equal(get('/etc/new/sub/file.saved'), 'edited\n');
  });

  onBench('is not overwritten by a further run', async () => {
    await runPlan(work(), 'send', [MADE]);
    put('/etc/new/sub/file', 'edited\n');
    assert.equal(await runPlan(work(), 'send', [MADE]), 0);
    assert.equal(get('/etc/new/sub/file'), 'edited\n');
  });

  onBench('of somebody else is replaced, and comes back', async () => {
    put('/etc/new/sub/file', 'by hand\n');
    await runPlan(work(), 'send', [MADE]);
    assert.equal(get('/etc/new/sub/file'), 'text\n');
    await undo(work(), 0, false);
    assert.equal(get('/etc/new/sub/file'), 'by hand\n');
  });
});

describe('what could not be undone', () => {
  onBench('can be undone again, from the order that failed on', async () => {
    const before = files();
    const made = { ...MADE, undoFirst: [{ run: ['first'] }, { run: ['userdel'] }, { run: ['last'] }] };
    await runPlan(work(), 'send', [made]);
    bench.programs.userdel = () => ({ status: 8, stderr: 'used by process 430' });
    bench.ran = [];
    assert.match((await undo(work(), 0, false)).join(), /^userdel: status 8\nused by process 430$/);
    assert.equal((await undo(work(), 0, false)).length, 1);
    bench.programs = {};
    assert.deepEqual(await undo(work(), 0, false), []);
    assert.deepEqual(bench.ran, ['first', 'userdel', 'userdel', 'userdel', 'last']);
    assert.deepEqual(files(), before);
  });

  onBench('is tried for as long as it may take', async () => {
    const made = { ...MADE, undoFirst: [{ run: ['userdel'], patience: 60 }] };
    await runPlan(work(), 'send', [made]);
    let tries = 0;
    bench.programs.userdel = () => ({ status: ++tries < 3 ? 8 : 0 });
    assert.deepEqual(await undo(work(), 0, false), []);
    assert.equal(tries, 3);
  });
});
