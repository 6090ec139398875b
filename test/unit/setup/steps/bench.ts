import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, it } from 'node:test';
import type { Ran } from '../../../../src/machine/run.js';
import type { Host } from '../../../../src/setup/machine/host.js';
import { dryHands } from '../../../../src/setup/steps/dry-hands.js';
import { realHands } from '../../../../src/setup/steps/hands.js';
import { openJournal, readOnly } from '../../../../src/setup/steps/journal.js';
import type { Work } from '../../../../src/setup/steps/perform.js';
import type { Step } from '../../../../src/setup/steps/step.js';
import { whole } from '../../../../src/setup/texts/change.js';
import { appended } from '../../../../src/setup/texts/marked.js';
import { allIn, temporaryFolder } from '../../../support/folder.js';

/** A machine with nothing on it, new for each test: what was said there, what was run, and what programs do; others succeed. */
export const bench = {
  root: '',
  said: [] as string[],
  ran: [] as string[],
  programs: {} as Record<string, () => Partial<Ran>>,
};

const { path: folder, discard } = temporaryFolder('setup-steps');
after(() => discard());
// Exim's user reads files there.
chmodSync(folder, 0o755);

let count = 0;

/** A test on a new one. Not by a hook: the runner of Node 18.13 calls none for the tests of a file. */
export function onBench(name: string, test: () => void | Promise<void>): void {
  it(name, () => {
    Object.assign(bench, { root: join(folder, String(++count)), said: [], ran: [], programs: {} });
    mkdirSync(join(bench.root, 'var/lib'), { recursive: true });
    return test();
  });
}

export const host: Host = {
  path: (inside) => join(bench.root, inside),
  async run(program, args) {
    bench.ran.push([program, ...args].join(' '));
    return { status: 0, stdout: '', stderr: '', ...bench.programs[program]?.() };
  },
};

/** What carries out steps there. */
export function work(dry = false): Work {
  const say = (line: string) => bench.said.push(line);
  const journal = openJournal(host);
  const hands = dry ? dryHands(host, say) : realHands(host, say);
  return { host, hands, say, journal: dry ? readOnly(journal) : journal, isCut: () => false };
}

/** Writes a file there. */
export function put(file: string, text: string, mode = 0o644) {
  mkdirSync(dirname(join(bench.root, file)), { recursive: true });
  writeFileSync(join(bench.root, file), text);
  chmodSync(join(bench.root, file), mode);
}
/** Reads one. */
export const get = (file: string) => readFileSync(join(bench.root, file), 'latin1');

/** Every file and folder, with its mode and a hash. */
export function files(): string[] {
  return allIn(bench.root)
    .map((path) => join(bench.root, path))
    .map((path) => {
      const found = statSync(path);
      const hash = found.isFile() ? createHash('md5').update(readFileSync(path)).digest('hex') : '';
      return `${path} ${found.mode.toString(8)} ${hash}`;
    })
    .sort();
}

export const ADDED: Step = {
  title: 'Lines are added',
  parts: [{ kind: 'edit', path: '/etc/theirs', change: appended(['ours']) }],
  run: [{ run: ['reload'] }],
  undoLast: [{ run: ['reload', 'again'] }],
};
export const MADE: Step = {
  title: 'A file is made',
  parts: [
    { kind: 'folder', path: '/etc/tables', mode: 0o750 },
    { kind: 'edit', path: '/etc/new/sub/file', change: whole('text\n'), mode: 0o640 },
  ],
  run: [{ run: ['enable'] }],
  undoFirst: [{ run: ['disable'] }],
};
export const FAILS: Step = { title: 'It fails', fault: async () => 'no way' };
