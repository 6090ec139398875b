import { join } from 'node:path';
import { thisMachine } from './machine/host.js';
import { plan } from './plans/plan.js';
import { runCheck } from './plans/run-check.js';
import { siteOf } from './site/site.js';
import { dryHands } from './steps/dry-hands.js';
import { realHands } from './steps/hands.js';
import { FOLDER as JOURNAL, openJournal, readOnly } from './steps/journal.js';
import { lock } from './steps/lock.js';
import type { Work } from './steps/perform.js';
import { runPlan, unfinished } from './steps/run.js';
import { Failure, Refusal } from './steps/step.js';
import { undo } from './steps/undo.js';
import { parseArguments, type Task } from './usage/usage.js';

/** Exit statuses, from sysexits.h where it has one. */
const DONE = 0;
const NOT_DONE = 1;
const USAGE = 64;
const SOFTWARE = 70;

/** Where the bundle is, in dist, the package is one folder up. */
const FOLDER = join(__dirname, '..');

const say = (text: string) => process.stdout.write(`${text}\n`);
let isCut = false;

async function main(args: readonly string[]): Promise<number> {
  const request = parseArguments(args);
  if (request.kind !== 'task') {
    (request.kind === 'print' ? process.stdout : process.stderr).write(request.text);
    return request.kind === 'print' ? DONE : USAGE;
  }
  if (process.getuid?.() !== 0) throw new Refusal('this needs root');
  const free = request.dry ? () => {} : lock(thisMachine);
  try {
    return await run(request.task, workFor(request.dry));
  } finally {
    free();
  }
}

function workFor(dry: boolean): Work {
  const host = thisMachine;
  const journal = openJournal(host);
  return dry
    ? { host, say, isCut: () => isCut, hands: dryHands(host, say), journal: readOnly(journal) }
    : { host, say, isCut: () => isCut, hands: realHands(host, say), journal };
}

async function run(task: Task, work: Work): Promise<number> {
  const { dry } = work.hands;
  const cut = unfinished(work.journal);
  if (cut !== undefined && task.kind !== 'undo') {
    say('An earlier run did not come to its end. It is undone:');
    await undo(work, cut, true);
  }
  if (task.kind === 'undo') return undoAll(work);
  const site = siteOf(work.host, FOLDER);
  const { steps, last } = await plan(site, task, work.hands);
  const count = await runPlan(work, task.kind, steps);
  say(
    count === 0
      ? 'There is nothing to do.'
      : dry
        ? 'Nothing of this has been done.'
        : 'Done. tor-smtp-setup --undo takes it out again.',
  );
  if (!dry) await runCheck(FOLDER, site, say);
  const text = last();
  if (text !== undefined && !dry) say(text);
  return DONE;
}

async function undoAll(work: Work): Promise<number> {
  if (work.journal.entries.length === 0) {
    say('There is nothing to undo.');
    return DONE;
  }
  say('What tor-smtp-setup has done is undone:');
  const wrong = await undo(work, 0, false);
  if (work.hands.dry) say('Nothing of this has been done.');
  if (wrong.length === 0) return DONE;
  throw new Failure(
    `this could not be undone:\n${wrong.join('\n')}\n--undo tries it again, until ${JOURNAL} is removed`,
  );
}

function fail(error: unknown): number {
  const { message, stack, code } = error as NodeJS.ErrnoException;
  const expected = error instanceof Refusal || error instanceof Failure || code !== undefined;
  process.stderr.write(`tor-smtp-setup: ${expected ? message : (stack ?? error)}\n`);
  return expected ? NOT_DONE : SOFTWARE;
}

process.stdout.on('error', () => {});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    isCut = true;
  });
}
main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.exitCode = fail(error);
  },
);
