import { readdirSync, rmSync } from 'node:fs';
import type { Host } from '../machine/host.js';
import { takenOut } from '../texts/take-out.js';
import { type Entry, hash } from './journal.js';
import type { Work } from './perform.js';
import type { Order } from './step.js';

type EditEntry = Extract<Entry, { kind: 'edit' }>;
type Rest = Exclude<Entry, { kind: 'orders' }> | { readonly kind: 'orders'; readonly orders: Order[] };

const LOGS = '/var/log/exim4';

/**
 * Undoes what the journal has behind its first entries, last things first. It goes on when something of it cannot be undone, and
 * gives that; the journal keeps it for a further time. `fresh`: nobody has used any of it yet.
 */
export async function undo(work: Work, count: number, fresh: boolean): Promise<string[]> {
  const { journal, say } = work;
  const wrong: string[] = [];
  const left = journal.entries.slice(0, count);
  const isWrong = (error: unknown) => {
    wrong.push((error as Error).message);
    say(`    ${(error as Error).message}`);
  };
  for (const entry of journal.entries.slice(count).reverse()) {
    // Of orders, the one that fails is left, and those behind it.
    const rest = entry.kind === 'orders' ? { ...entry, orders: [...entry.orders] } : entry;
    try {
      await undoOne(work, rest, fresh);
    } catch (error) {
      isWrong(error);
      left.splice(count, 0, rest);
    }
  }
  await work.hands.finish().catch(isWrong);
  journal.keep(left);
  return wrong;
}

async function undoOne(work: Work, entry: Rest, fresh: boolean) {
  if (entry.kind === 'edit') await restore(work, entry, fresh);
  if (entry.kind === 'folder') await work.hands.order({ tidy: [entry.path] });
  if (entry.kind !== 'orders') return;
  // The later ones need the earlier: nothing is restarted with a configuration that did not pass.
  for (let [order] = entry.orders; order !== undefined; [order] = entry.orders) {
    await undoOrder(work, order, fresh);
    entry.orders.shift();
  }
}

async function undoOrder({ hands, host, say }: Work, order: Order, fresh: boolean) {
  if ('freezeDomainsOf' in order && fresh) return;
  if (!('keep' in order)) await hands.order(order);
  else if (!fresh) say(`    keeps ${order.keep}: ${order.because}`);
  else if (!hands.dry) rmSync(host.path(order.keep), { recursive: true, force: true });
}

/** As it was, octet for octet; if it was edited since, only what is ours goes. */
async function restore(work: Work, entry: EditEntry, fresh: boolean) {
  const { hands, journal, say, host } = work;
  const { path, owned, saved, after, takeOut, keptIfLogged } = entry;
  const text = hands.read(path);
  if (text === undefined) return say(`    ${path} is gone already`);
  if (keptIfLogged !== undefined && !fresh && (await isLogged(host, keptIfLogged)))
    return say(`    keeps ${path}: mail was sent with it`);
  if (hash(text) === after) {
    if (saved === undefined || owned === undefined) return hands.remove(path);
    return hands.write(path, journal.saved(saved) ?? '', owned);
  }
  const rest = takenOut(text, takeOut);
  if (rest === undefined) {
    say(`    ${path} was edited: it is kept beside`);
    return hands.move(path, `${path}.saved`);
  }
  say(`    ${path} was edited: only what tor-smtp-setup put there goes`);
  const now = hands.owned(path);
  if (now !== undefined && rest !== text) await hands.write(path, rest, now);
}

/** Whether Exim's logs have these words, or cannot be read. */
async function isLogged(host: Host, words: string): Promise<boolean> {
  try {
    const logs = readdirSync(host.path(LOGS)).filter((name) => name.startsWith('mainlog'));
    if (logs.length === 0) return false;
    const { status } = await host.run('zgrep', [
      '-q',
      '-F',
      words,
      ...logs.map((name) => host.path(`${LOGS}/${name}`)),
    ]);
    return status !== 1;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}
