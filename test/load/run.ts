import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Case, Row, Seen, Stage } from './case.js';
import { type Front, type Site, startFront, type Way } from './ground/front.js';
import { startOnions } from './ground/onions.js';

export interface Wishes {
  /** 1 for a full run, less for fewer connections. */
  readonly scale: number;
  /** Where the logs go. */
  readonly folder: string;
  /** Whether a case is wanted in a way. */
  readonly wants: (name: string) => boolean;
  /** A fault that the run has to find. */
  readonly plant?: Pick<Site, 'program' | 'env'>;
  readonly tell?: (row: Row) => void;
  /** Seconds for what the clients have left behind to go. */
  readonly patience?: number;
}

/** The name by which a row is chosen and shown. */
export const nameOf = (name: string, way: Way) => `${name}, ${way}`;

/** Plays the cases one after the other, each in its ways. */
export async function run(cases: readonly Case[], wishes: Wishes): Promise<Row[]> {
  const rows: Row[] = [];
  // Exim's user goes through it.
  chmodSync(wishes.folder, 0o711);
  for (const each of cases) {
    for (const way of each.ways.filter((one) => wishes.wants(nameOf(each.name, one)))) {
      const row = { name: each.name, way, ...(await playOne(each, way, wishes, rows.length)) };
      rows.push(row);
      wishes.tell?.(row);
    }
  }
  return rows;
}

async function playOne(each: Case, way: Way, wishes: Wishes, number: number): Promise<Seen> {
  const { scale, plant = {}, patience = 20 } = wishes;
  const onions = await startOnions();
  const fronts: Front[] = [];
  const folder = join(wishes.folder, String(number));
  mkdirSync(folder);
  const stage: Stage = {
    way,
    folder,
    onions,
    patience,
    size: (full) => Math.max(2, Math.round(full * scale)),
    ceiling: (name, full) => (scale === 1 ? {} : { [name]: String(stage.size(full)) }),
    async start(site = {}) {
      const own = join(folder, `front-${fronts.length}`);
      mkdirSync(own);
      const env = [...(site.env ?? []), ...(plant.env ?? [])];
      const front = await startFront(way, { folder: own, onions, ...site, ...plant, env });
      let stopped: Promise<void> | undefined;
      const once = { ...front, stop: () => (stopped ??= front.stop()) };
      fronts.push(once);
      return once;
    },
  };
  try {
    return await each.play(stage);
  } catch (error) {
    const faults = [`the case could not be played: ${(error as Error).stack}`];
    return { done: '', got: '', log: '', left: '', faults };
  } finally {
    await Promise.all(fronts.map((front) => front.stop()));
    onions.stop();
  }
}
