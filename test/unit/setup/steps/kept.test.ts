import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'node:test';
import { runPlan } from '../../../../src/setup/steps/run.js';
import type { Step } from '../../../../src/setup/steps/step.js';
import { undo } from '../../../../src/setup/steps/undo.js';
import { whole } from '../../../../src/setup/texts/change.js';
import { appended } from '../../../../src/setup/texts/marked.js';
import { ADDED, bench, onBench, put, work } from './bench.js';

describe('a key', () => {
  const KEY: Step = {
    title: 'The key',
    parts: [
      { kind: 'edit', path: '/etc/key', change: whole('key\n'), secret: true, keptIfLogged: 'T=tor_smtp ' },
    ],
  };
  for (const [name, status, fresh, kept] of [
    ['outlives --undo when mail was sent with it', 0, false, true],
    ['does not when none was', 1, false, false],
    ['outlives it when the log cannot be read', 2, false, true],
    ['does not outlive the run that made it', 0, true, false],
  ] as const) {
    onBench(name, async () => {
      bench.programs.zgrep = () => ({ status });
      put('/var/log/exim4/mainlog.1.gz', '');
      await runPlan(work(), 'send', [KEY]);
      await undo(work(), 0, fresh);
      assert.equal(existsSync(join(bench.root, 'etc/key')), kept);
    });
  }

  onBench('is not shown', async () => {
    await runPlan(work(true), 'send', [KEY]);
    assert.doesNotMatch(bench.said.join('\n'), /^\+key/m);
  });
});

describe("what others' work made", () => {
  const TOR: Step = {
    title: 'Tor',
    parts: [{ kind: 'edit', path: '/etc/theirs', change: appended(['ours']) }],
    undoLast: [
      { keep: '/var/tor/mail', because: 'it has the key' },
      { tidy: ['/run/x/socket', '/run/x', '/run/full'] },
    ],
  };
  for (const fresh of [true, false]) {
    onBench(
      `${fresh ? 'goes with the run' : 'stays after --undo'}; sockets and empty folders go`,
      async () => {
        await runPlan(work(), 'receive', [TOR]);
        for (const file of ['/var/tor/mail/key', '/run/x/socket', '/run/full/log']) put(file, '');
        await undo(work(), 0, fresh);
        assert.equal(existsSync(join(bench.root, '/var/tor/mail/key')), !fresh);
        assert.equal(existsSync(join(bench.root, '/run/x')), false);
        assert.equal(existsSync(join(bench.root, '/run/full/log')), true);
      },
    );
  }
});

describe('mail to ordinary domains that have an onion', () => {
  const step: Step = {
    title: 'Exim',
    parts: ADDED.parts ?? [],
    undoFirst: [{ freezeDomainsOf: '/etc/map' }],
    undoLast: [{ run: ['renew'] }],
  };
  const undone = async (fresh: boolean) => {
    bench.programs.exiqgrep = () => ({ stdout: '1xV6j8-0002qU-2j\n' });
    await runPlan(work(), 'send', [step]);
    bench.ran = [];
    await undo(work(), 0, fresh);
    return bench.ran;
  };

  onBench('is frozen in the queue when it would go by MX again', async () => {
    put('/etc/map', 'one.example: x.onion\n*.two.example y.onion\n');
    const [find = '', ...rest] = await undone(false);
    assert.deepEqual(rest, ['exim4 -Mf 1xV6j8-0002qU-2j', 'renew']);
    const [, pattern = ''] = find.match(/^exiqgrep -x -i -r \(\?i\)(.*)$/) ?? assert.fail(find);
    const found = (address: string) => new RegExp(pattern, 'i').test(address);
    for (const own of ['a@one.example', 'a@Two.example', 'a@b.two.example']) assert.ok(found(own), own);
    for (const other of ['a@b.one.example', 'a@one-example', 'a@mytwo.example', 'a@one.example.org'])
      assert.ok(!found(other), other);
  });

  onBench('of many domains is looked for in parts', async () => {
    put('/etc/map', Array.from({ length: 1001 }, (_, at) => `d${at}.example: x.onion\n`).join(''));
    assert.deepEqual(
      (await undone(false)).map((line) => line.split(' ')[0]),
      ['exiqgrep', 'exiqgrep', 'exiqgrep', 'exim4', 'renew'],
    );
  });

  onBench('goes its way when the run that would have sent it to onions failed', async () => {
    put('/etc/map', 'one.example: x.onion\n');
    assert.deepEqual(await undone(true), ['renew']);
  });

  onBench('is not known when the file has gone, and that is said', async () => {
    assert.deepEqual(await undone(false), ['renew']);
    assert.match(bench.said.join('\n'), /does not freeze .*\/etc\/map cannot be read/);
  });
});
