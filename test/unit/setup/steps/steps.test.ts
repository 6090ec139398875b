import assert from 'node:assert/strict';
import { existsSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'node:test';
import { FOLDER } from '../../../../src/setup/steps/journal.js';
import { perform } from '../../../../src/setup/steps/perform.js';
import { runPlan } from '../../../../src/setup/steps/run.js';
import { Failure } from '../../../../src/setup/steps/step.js';
import { undo } from '../../../../src/setup/steps/undo.js';
import { ADDED, bench, FAILS, files, get, MADE, onBench, put, work } from './bench.js';

describe('steps', () => {
  onBench('are done once, and then there is nothing to do', async () => {
    put('/etc/theirs', 'theirs\n', 0o600);
    assert.equal(await runPlan(work(), 'send', [ADDED, MADE]), 2);
    assert.match(get('/etc/theirs'), /^theirs\n# >>>.*\nours\n# <<<.*\n$/);
    assert.equal(statSync(join(bench.root, '/etc/theirs')).mode & 0o777, 0o600);
    assert.equal(statSync(join(bench.root, '/etc/new/sub/file')).mode & 0o777, 0o640);
    assert.equal(statSync(join(bench.root, '/etc/tables')).mode & 0o777, 0o750);
    assert.deepEqual(bench.ran, ['reload', 'enable']);
    const before = files();
    assert.equal(await runPlan(work(), 'send', [ADDED, MADE]), 0);
    assert.deepEqual(files(), before);
    assert.deepEqual(bench.ran, ['reload', 'enable']);
  });

  onBench('are undone, the last one first: the files are as they were, and no trace is left', async () => {
    put('/etc/theirs', 'theirs\n', 0o600);
    const before = files();
    await runPlan(work(), 'send', [ADDED, MADE]);
    bench.ran = [];
    assert.deepEqual(await undo(work(), 0, false), []);
    assert.deepEqual(files(), before);
    assert.deepEqual(bench.ran, ['disable', 'reload again']);
  });

  onBench('are all undone when one fails; what was done before them stays', async () => {
    put('/etc/theirs', 'theirs\n');
    await runPlan(work(), 'send', [MADE]);
    const before = files();
    await assert.rejects(runPlan(work(), 'send', [ADDED, FAILS]), /^Error: no way$/);
    assert.deepEqual(files(), before);
    assert.deepEqual(bench.ran, ['enable', 'reload', 'reload again']);
  });

  onBench('are undone when a command fails, with what it says', async () => {
    bench.programs.reload = () => ({ status: 3, stderr: 'broken\n' });
    put('/etc/theirs', 'theirs\n');
    const before = files();
    await assert.rejects(runPlan(work(), 'send', [ADDED]), (error) => {
      assert.ok(error instanceof Failure);
      assert.match(
        error.message,
        /^reload: status 3\nbroken\nThis could not be undone:\nreload again: status 3/,
      );
      return true;
    });
    const isJournal = (line: string) => line.includes('/var/lib/tor-smtp');
    assert.deepEqual(
      files().filter((line) => !isJournal(line)),
      before,
    );
    bench.programs = {};
    assert.deepEqual(await undo(work(), 0, false), []);
    assert.deepEqual(files(), before);
  });

  onBench('change nothing when the first of them fails', async () => {
    const before = files();
    await assert.rejects(runPlan(work(), 'send', [FAILS]), /no way/);
    assert.deepEqual(files(), before);
  });

  onBench('are stopped by who wants to, and undone', async () => {
    put('/etc/theirs', 'theirs\n');
    const before = files();
    const cut = { ...work(), isCut: () => bench.ran.length > 0 };
    await assert.rejects(runPlan(cut, 'send', [ADDED, MADE]), /interrupted/);
    assert.deepEqual(files(), before);
  });

  onBench('are waited for, and no longer than they may take', async () => {
    let looks = 0;
    const slow = { title: 'slow', fault: async () => (++looks < 4 ? 'not yet' : undefined), patience: 5 };
    assert.equal(await perform(work(), slow), true);
    assert.equal(looks, 4);
    await assert.rejects(perform(work(), { ...FAILS, patience: 0.1 }), /no way/);
  });

  onBench('that are so by somebody else are left alone', async () => {
    put('/etc/theirs', 'ours\n');
    assert.equal(await runPlan(work(), 'send', [{ ...ADDED, fault: async () => undefined }]), 0);
    assert.deepEqual(bench.ran, []);
    assert.equal(existsSync(join(bench.root, FOLDER)), false);
  });

  onBench('go through a symbolic link', async () => {
    put('/srv/real', 'theirs\n');
    mkdirSync(join(bench.root, 'etc'));
    symlinkSync('../srv/real', join(bench.root, 'etc/theirs'));
    const before = files();
    await runPlan(work(), 'send', [ADDED]);
    assert.match(get('/srv/real'), /ours/);
    await undo(work(), 0, false);
    assert.deepEqual(files(), before);
  });
});
