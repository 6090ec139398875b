import type { Journal } from './journal.js';
import { perform, type Work } from './perform.js';
import { Failure, type Step } from './step.js';
import { undo } from './undo.js';

/** Steps, one after the other; those that come later may follow from what the earlier ones have brought about. */
export type Plan = AsyncIterable<Step> | Iterable<Step>;

/**
 * Carries out a plan as one: if a step fails, all of it is undone, and the failure is thrown. Tells how many steps had
 * something to do.
 */
export async function runPlan(work: Work, what: string, plan: Plan): Promise<number> {
  const { journal, say } = work;
  const start = journal.entries.length;
  const own = { ...work, journal: begun(journal, what) };
  let count = 0;
  try {
    for await (const step of plan) if (await perform(own, step)) count++;
    await work.hands.finish();
  } catch (error) {
    if (journal.entries.length === start) throw error;
    const why = (error as Error).message;
    say(`This went wrong: ${why}\nAll of it is undone:`);
    const wrong = await undo({ ...work, isCut: () => false }, start, true);
    if (wrong.length > 0) throw new Failure(`${why}\nThis could not be undone:\n${wrong.join('\n')}`);
    throw error;
  }
  if (count > 0) journal.add({ kind: 'end' });
  return count;
}

/** The journal, which notes the beginning of a run in front of the run's first entry. */
function begun(journal: Journal, what: string): Journal {
  let isBegun = false;
  const begin = () => {
    if (!isBegun) journal.add({ kind: 'begin', what });
    isBegun = true;
  };
  return {
    get entries() {
      return journal.entries;
    },
    add(entry) {
      begin();
      journal.add(entry);
    },
    save(text) {
      begin();
      return journal.save(text);
    },
    saved: journal.saved,
    keep: journal.keep,
  };
}

/** Where a run begins that was cut off before its end, by a crash or a power failure. */
export function unfinished(journal: Journal): number | undefined {
  const begin = journal.entries.findLastIndex(({ kind }) => kind === 'begin');
  const end = journal.entries.findLastIndex(({ kind }) => kind === 'end');
  return begin > end ? begin : undefined;
}
