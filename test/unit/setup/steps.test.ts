import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import type { Host, Ran } from '../../../src/setup/machine/host.js';
import { dryHands } from '../../../src/setup/steps/dry-hands.js';
import { realHands } from '../../../src/setup/steps/hands.js';
import { FOLDER, openJournal, readOnly } from '../../../src/setup/steps/journal.js';
import { perform, type Work } from '../../../src/setup/steps/perform.js';
import { runPlan, unfinished } from '../../../src/setup/steps/run.js';
import { Failure, type Step } from '../../../src/setup/steps/step.js';
import { undo } from '../../../src/setup/steps/undo.js';
import { whole } from '../../../src/setup/texts/change.js';
import { appended } from '../../../src/setup/texts/marked.js';
import { temporaryFolder } from '../../support/folder.js';

const { path: folder, discard } = temporaryFolder('setup-steps');
after(() => discard());

let count = 0;
let root = '';
let said: string[] = [];
let ran: string[] = [];
/** What a program does, by its name; others succeed. */
let programs: Record<string, () => Partial<Ran>> = {};

beforeEach(() => {
  root = join(folder, String(++count));
  mkdirSync(root);
  [said, ran, programs] = [[], [], {}];
});

const host: Host = {
  path: (inside) => join(root, inside),
  async run(program, args) {
    ran.push([program, ...args].join(' '));
    return { status: 0, stdout: '', stderr: '', ...programs[program]?.() };
  },
};

function work(dry = false): Work {
  const say = (line: string) => said.push(line);
  mkdirSync(join(root, 'var/lib'), { recursive: true });
  const journal = openJournal(host);
  const hands = dry ? dryHands(host, say) : realHands(host, say);
  return { host, hands, say, journal: dry ? readOnly(journal) : journal, isCut: () => false };
}

function put(file: string, text: string, mode = 0o644) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
  chmodSync(join(root, file), mode);
}
const get = (file: string) => readFileSync(join(root, file), 'latin1');

/** Every file and folder, with its mode and a hash. */
function files(): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => {
      const found = statSync(path);
      const hash = found.isFile() ? createHash('md5').update(readFileSync(path)).digest('hex') : '';
      return `${path} ${found.mode.toString(8)} ${hash}`;
    })
    .sort();
}

const ADDED: Step = {
  title: 'Lines are added',
  parts: [{ kind: 'edit', path: '/etc/theirs', change: appended(['ours']) }],
  run: [{ run: ['reload'] }],
  undoLast: [{ run: ['reload', 'again'] }],
};
const MADE: Step = {
  title: 'A file is made',
  parts: [
    { kind: 'folder', path: '/etc/tables', mode: 0o750 },
    { kind: 'edit', path: '/etc/new/sub/file', change: whole('text\n'), mode: 0o640 },
  ],
  run: [{ run: ['enable'] }],
  undoFirst: [{ run: ['disable'] }],
};
const FAILS: Step = { title: 'It fails', fault: async () => 'no way' };

describe('steps', () => {
  it('are done once, and then there is nothing to do', async () => {
    put('/etc/theirs', 'theirs\n', 0o600);
    assert.equal(await runPlan(work(), 'send', [ADDED, MADE]), 2);
    assert.match(get('/etc/theirs'), /^theirs\n# >>>.*\nours\n# <<<.*\n$/);
    assert.equal(statSync(join(root, '/etc/theirs')).mode & 0o777, 0o600);
    assert.equal(statSync(join(root, '/etc/new/sub/file')).mode & 0o777, 0o640);
    assert.equal(statSync(join(root, '/etc/tables')).mode & 0o777, 0o750);
    assert.deepEqual(ran, ['reload', 'enable']);
    const before = files();
    assert.equal(await runPlan(work(), 'send', [ADDED, MADE]), 0);
    assert.deepEqual(files(), before);
    assert.deepEqual(ran, ['reload', 'enable']);
  });

  it('are undone, the last one first: the files are as they were, and no trace is left', async () => {
    put('/etc/theirs', 'theirs\n', 0o600);
    mkdirSync(join(root, 'var/lib'), { recursive: true });
    const before = files();
    await runPlan(work(), 'send', [ADDED, MADE]);
    ran = [];
    assert.deepEqual(await undo(work(), 0, false), []);
    assert.deepEqual(files(), before);
    assert.deepEqual(ran, ['disable', 'reload again']);
  });

  it('are all undone when one fails; what was done before them stays', async () => {
    put('/etc/theirs', 'theirs\n');
    await runPlan(work(), 'send', [MADE]);
    const before = files();
    await assert.rejects(runPlan(work(), 'send', [ADDED, FAILS]), /^Error: no way$/);
    assert.deepEqual(files(), before);
    assert.deepEqual(ran, ['enable', 'reload', 'reload again']);
  });

  it('are undone when a command fails, with what it says', async () => {
    programs.reload = () => ({ status: 3, stderr: 'broken\n' });
    put('/etc/theirs', 'theirs\n');
    mkdirSync(join(root, 'var/lib'), { recursive: true });
    const before = files();
    await assert.rejects(runPlan(work(), 'send', [ADDED]), (error) => {
      assert.ok(error instanceof Failure);
      assert.match(
        error.message,
        /^reload: status 3\nbroken\nThis could not be undone:\nreload again: status 3/,
      );
      return true;
    });
    assert.deepEqual(files(), before);
  });

  it('change nothing when the first of them fails', async () => {
    mkdirSync(join(root, 'var/lib'), { recursive: true });
    const before = files();
    await assert.rejects(runPlan(work(), 'send', [FAILS]), /no way/);
    assert.deepEqual(files(), before);
  });

  it('are stopped by who wants to, and undone', async () => {
    put('/etc/theirs', 'theirs\n');
    mkdirSync(join(root, 'var/lib'), { recursive: true });
    const before = files();
    const cut = { ...work(), isCut: () => ran.length > 0 };
    await assert.rejects(runPlan(cut, 'send', [ADDED, MADE]), /interrupted/);
    assert.deepEqual(files(), before);
  });

  it('are waited for, and no longer than they may take', async () => {
    let looks = 0;
    const slow = { title: 'slow', fault: async () => (++looks < 4 ? 'not yet' : undefined), patience: 5 };
    assert.equal(await perform(work(), slow), true);
    assert.equal(looks, 4);
    await assert.rejects(perform(work(), { ...FAILS, patience: 0.1 }), /no way/);
  });

  it('that are so by somebody else are left alone', async () => {
    put('/etc/theirs', 'ours\n');
    assert.equal(await runPlan(work(), 'send', [{ ...ADDED, fault: async () => undefined }]), 0);
    assert.deepEqual(ran, []);
    assert.equal(existsSync(join(root, FOLDER)), false);
  });

  it('go through a symbolic link', async () => {
    put('/srv/real', 'theirs\n');
    mkdirSync(join(root, 'etc'));
    symlinkSync('../srv/real', join(root, 'etc/theirs'));
    const before = files();
    await runPlan(work(), 'send', [ADDED]);
    assert.match(get('/srv/real'), /ours/);
    await undo(work(), 0, false);
    rmSync(join(root, 'var'), { recursive: true });
    assert.deepEqual(files(), before);
  });
});

describe('a run that was cut off', () => {
  it('is known, and is undone as far as it came', async () => {
    put('/etc/theirs', 'theirs\n');
    mkdirSync(join(root, 'var/lib'), { recursive: true });
    const before = files();
    const never = new Promise<string>(() => {});
    const hang: Step = {
      title: 'hangs',
      fault() {
        ran.push('hangs');
        return never;
      },
    };
    void runPlan(work(), 'send', [ADDED, MADE, hang]);
    while (!ran.includes('hangs')) await new Promise((resolve) => setTimeout(resolve, 5));
    const start = unfinished(openJournal(host));
    assert.equal(start, 0);
    await undo(work(), start ?? 9, true);
    assert.deepEqual(files(), before);
  });

  it('is none that has come to its end', async () => {
    await runPlan(work(), 'send', [MADE]);
    assert.equal(unfinished(openJournal(host)), undefined);
  });
});

describe('a file that was edited since', () => {
  it('loses only our lines', async () => {
    put('/etc/theirs', 'theirs\n');
    await runPlan(work(), 'send', [ADDED]);
    put('/etc/theirs', `${get('/etc/theirs')}later\n`);
    await undo(work(), 0, false);
    assert.equal(get('/etc/theirs'), 'theirs\nlater\n');
    assert.ok(said.some((line) => line.includes('/etc/theirs was edited')));
  });

  it('is kept beside, if it was all ours', async () => {
    await runPlan(work(), 'send', [MADE]);
    put('/etc/new/sub/file', 'edited\n');
    await undo(work(), 0, false);
    assert.equal(existsSync(join(root, '/etc/new/sub/file')), false);
    assert.equal(get('/etc/new/sub/file.saved'), 'edited\n');
  });

  it('is not overwritten by a further run', async () => {
    await runPlan(work(), 'send', [MADE]);
    put('/etc/new/sub/file', 'edited\n');
    assert.equal(await runPlan(work(), 'send', [MADE]), 0);
    assert.equal(get('/etc/new/sub/file'), 'edited\n');
  });

  it('of somebody else is replaced, and comes back', async () => {
    put('/etc/new/sub/file', 'by hand\n');
    await runPlan(work(), 'send', [MADE]);
    assert.equal(get('/etc/new/sub/file'), 'text\n');
    await undo(work(), 0, false);
    assert.equal(get('/etc/new/sub/file'), 'by hand\n');
  });
});

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
    it(name, async () => {
      programs.zgrep = () => ({ status });
      put('/var/log/exim4/mainlog.1.gz', '');
      await runPlan(work(), 'send', [KEY]);
      await undo(work(), 0, fresh);
      assert.equal(existsSync(join(root, 'etc/key')), kept);
    });
  }

  it('is not shown', async () => {
    await runPlan(work(true), 'send', [KEY]);
    assert.doesNotMatch(said.join('\n'), /^\+key/m);
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
    it(`${fresh ? 'goes with the run' : 'stays after --undo'}; sockets and empty folders go`, async () => {
      await runPlan(work(), 'receive', [TOR]);
      for (const file of ['/var/tor/mail/key', '/run/x/socket', '/run/full/log']) put(file, '');
      await undo(work(), 0, fresh);
      assert.equal(existsSync(join(root, '/var/tor/mail/key')), !fresh);
      assert.equal(existsSync(join(root, '/run/x')), false);
      assert.equal(existsSync(join(root, '/run/full/log')), true);
    });
  }
});

describe('a plan that is only shown', () => {
  it('shows each change and each command, and does none', async () => {
    put('/etc/theirs', 'theirs\n');
    mkdirSync(join(root, 'var/lib'), { recursive: true });
    const before = files();
    assert.equal(await runPlan(work(true), 'send', [ADDED, MADE, FAILS]), 3);
    assert.deepEqual(files(), before);
    assert.deepEqual(ran, []);
    const text = said.join('\n');
    assert.match(text, /^--- \/etc\/theirs\n\+\+\+ \/etc\/theirs\n@@ -1,1 \+1,4 @@\n theirs\n\+# >>>/m);
    assert.match(text, /^--- \/dev\/null\n\+\+\+ \/etc\/new\/sub\/file\n@@ -0,0 \+1,1 @@\n\+text$/m);
    assert.match(text, /^ {4}\$ reload$[\s\S]*^ {4}\$ enable$/m);
  });

  it('remembers the changes of a file one after the other', async () => {
    put('/etc/theirs', 'theirs\n');
    const more = {
      ...ADDED,
      parts: [{ kind: 'edit', path: '/etc/theirs', change: appended(['more']) } as const],
    };
    await runPlan(work(true), 'send', [ADDED, more]);
    assert.match(said.at(-2) ?? '', /^ ours$[\s\S]*^\+more$/m);
  });

  it('can be that of an undo', async () => {
    put('/etc/theirs', 'theirs\n');
    await runPlan(work(), 'send', [ADDED, MADE]);
    const before = files();
    [said, ran] = [[], []];
    await undo(work(true), 0, false);
    assert.deepEqual(files(), before);
    assert.deepEqual(ran, []);
    assert.match(said.join('\n'), /^-ours$/m);
    assert.match(said.join('\n'), /removes \/etc\/new\/sub\/file$/m);
  });
});

it('mail to onions in the queue is frozen when nothing keeps it from DNS any more', async () => {
  programs.exiqgrep = () => ({ stdout: '1xV6j8-0002qU-2j\n1xV6j9-0002qU-2j\n' });
  const step: Step = {
    title: 'Exim',
    parts: ADDED.parts ?? [],
    undoFirst: [{ freeze: true }],
    undoLast: [{ run: ['renew'] }],
  };
  await runPlan(work(), 'send', [step]);
  ran = [];
  await undo(work(), 0, false);
  assert.match(ran.join('\n'), /^exiqgrep .*\nexim4 -Mf 1xV6j8-0002qU-2j 1xV6j9-0002qU-2j\nrenew$/);
});
