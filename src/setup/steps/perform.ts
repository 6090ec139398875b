import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Host } from '../machine/host.js';
import type { Hands, Owned } from './hands.js';
import { hash, type Journal } from './journal.js';
import { expect } from './orders.js';
import { type Edit, Failure, type Folder, type Part, type Step } from './step.js';

/** What carries out steps. */
export interface Work {
  readonly host: Host;
  readonly hands: Hands;
  readonly journal: Journal;
  readonly say: (line: string) => void;
  /** Whether somebody wants it to stop. */
  readonly isCut: () => boolean;
}

/** Carries out a step, if it is not so already; tells whether there was anything to do. What goes wrong is a `Failure`. */
export async function perform(work: Work, step: Step): Promise<boolean> {
  const { hands, journal, say } = work;
  const changes = (step.parts ?? []).some((part) => isToDo(work, part));
  if (!changes && (step.fault === undefined || (await step.fault()) === undefined)) return false;
  say(step.title);
  if (step.undoLast) journal.add({ kind: 'orders', orders: step.undoLast });
  for (const part of step.parts ?? []) await make(work, part);
  if (step.undoFirst) journal.add({ kind: 'orders', orders: step.undoFirst });
  for (const order of step.run ?? []) {
    await hands.order(order);
    if (work.isCut()) throw new Failure('interrupted');
  }
  if (step.fault && !hands.dry) await settle(step.fault, step.patience ?? 0);
  return true;
}

async function settle(fault: () => Promise<string | undefined>, seconds: number) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const why = await fault();
    if (why === undefined) return;
    if (Date.now() >= deadline) throw new Failure(why);
    await pause(200);
  }
}

function isToDo(work: Work, part: Part): boolean {
  if (part.kind === 'folder') return work.hands.owned(part.path) === undefined;
  return !isKept(work, part) && part.change(work.hands.read(part.path)) !== undefined;
}

/** A file of ours that somebody has edited since is theirs. */
function isKept({ hands, journal }: Work, { path, change }: Edit): boolean {
  const text = hands.read(path);
  if (text === undefined || change(text)?.takeOut.kind !== 'file') return false;
  const last = journal.entries.findLast((entry) => entry.kind === 'edit' && entry.path === path);
  return last?.kind === 'edit' && last.after !== hash(text);
}

async function make(work: Work, part: Part) {
  if (work.isCut()) throw new Failure('interrupted');
  if (!isToDo(work, part)) {
    if (part.kind === 'edit' && isKept(work, part)) work.say(`    keeps ${part.path}, which was edited`);
    return;
  }
  await makeFolders(work, dirname(part.path));
  if (part.kind === 'folder') await makeFolder(work, part);
  else await edit(work, part);
}

/** Folders that are missing on the way; Debian has no /etc/sysusers.d until somebody makes it. */
async function makeFolders(work: Work, path: string) {
  if (work.hands.owned(path) !== undefined) return;
  await makeFolders(work, dirname(path));
  await makeFolder(work, { kind: 'folder', path, mode: 0o755 });
}

async function makeFolder({ host, hands, journal }: Work, { path, mode, group }: Folder) {
  const owned = { mode, uid: process.getuid?.() ?? 0, gid: await groupId(host, group) };
  journal.add({ kind: 'folder', path, owned: undefined });
  await hands.makeFolder(path, owned);
}

async function edit({ host, hands, journal }: Work, part: Edit) {
  const { path, change, mode = 0o644, group, secret = false, keptIfLogged } = part;
  const before = hands.read(path);
  const changed = change(before);
  if (changed === undefined) return;
  const old = hands.owned(path);
  const owned: Owned = old ?? { mode, uid: process.getuid?.() ?? 0, gid: await groupId(host, group) };
  journal.add({
    kind: 'edit',
    path,
    owned: old,
    saved: before === undefined ? undefined : journal.save(before),
    after: hash(changed.text),
    takeOut: changed.takeOut,
    ...(keptIfLogged === undefined ? {} : { keptIfLogged }),
  });
  await hands.write(path, changed.text, owned, secret);
}

async function groupId(host: Host, group: string | undefined): Promise<number> {
  if (group === undefined) return process.getgid?.() ?? 0;
  return Number((await expect(host, ['getent', 'group', group])).split(':')[2]);
}
