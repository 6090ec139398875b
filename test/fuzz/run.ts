import type { Request } from './arguments.js';
import type { Lane } from './lanes/lane.js';
import { type Kind, kindOf, openLane, WIDTHS } from './lanes/lanes.js';
import { planOf } from './plan/plan.js';
import { carryOut, type Found } from './session/session.js';

/** What a run has come to. */
export interface Result {
  readonly sessions: number;
  readonly seconds: number;
  readonly found: Found | undefined;
}

/** So many sessions from one look at the processes to the next. */
const BETWEEN_LOOKS = 5000;

/** Carries out sessions until there have been enough, or one goes wrong. */
export async function fuzz(request: Request, tell: (text: string) => void): Promise<Result> {
  const begun = Date.now();
  const seconds = () => (Date.now() - begun) / 1000;
  const lanes = new Map<Kind, Lane>();
  let done = 0;
  try {
    while (done < request.sessions && seconds() < request.minutes * 60) {
      const seeds = batch(request, done);
      const queues = new Map<Kind, number[]>();
      for (const seed of seeds) {
        const kind = kindOf(planOf(seed), request.mode);
        queues.set(kind, [...(queues.get(kind) ?? []), seed]);
      }
      for (const kind of queues.keys()) if (!lanes.has(kind)) lanes.set(kind, await openLane(kind));
      const finds = await Promise.all(
        [...queues].map(([kind, queue]) => serve(kind, queue, lanes.get(kind) as Lane)),
      );
      const found = finds.find((each) => each !== undefined) ?? (await look(lanes, seeds, request));
      done += seeds.length;
      if (found) return { sessions: done, seconds: seconds(), found };
      if (done < request.sessions) tell(`${done} sessions, ${(done / seconds()).toFixed(0)} a second`);
    }
    return { sessions: done, seconds: seconds(), found: undefined };
  } finally {
    await Promise.all([...lanes.values()].map((lane) => lane.stop()));
  }
}

function batch({ seed, sessions }: Request, done: number): number[] {
  return Array.from({ length: Math.min(BETWEEN_LOOKS, sessions - done) }, (_, index) => seed + done + index);
}

/**
 * As many sessions at a time as the lane is wide. When one goes wrong, those beside it are carried out to their end; of all that
 * went wrong, the one that does so by itself, too, is the one to look at.
 */
async function serve(kind: Kind, queue: number[], lane: Lane): Promise<Found | undefined> {
  const suspects: Found[] = [];
  async function worker() {
    for (let seed = queue.shift(); seed !== undefined && suspects.length === 0; seed = queue.shift()) {
      const suspect = await carryOut(planOf(seed), lane);
      if (suspect) suspects.push(suspect);
    }
  }
  await Promise.all(Array.from({ length: WIDTHS[kind] }, worker));
  if (suspects.length < 2) return suspects[0];
  return (
    (await repeat(
      kind,
      suspects.map(({ seed }) => seed),
    )) ?? suspects[0]
  );
}

/** Looks at the processes. If one is not as it should be, each session since the last look is repeated by itself. */
async function look(
  lanes: ReadonlyMap<Kind, Lane>,
  seeds: readonly number[],
  { mode }: Request,
): Promise<Found | undefined> {
  for (const [kind, lane] of lanes) {
    const what = await lane.look();
    if (!what) continue;
    const suspects = seeds.filter((seed) => kindOf(planOf(seed), mode) === kind);
    return (
      (await repeat(kind, suspects)) ?? {
        seed: suspects[0] ?? 0,
        what,
        transcript: '# No single session shows it.\n',
      }
    );
  }
  return undefined;
}

/** Carries sessions out one after the other, each on a process that serves no other at the time. */
export async function repeat(kind: Kind, seeds: readonly number[]): Promise<Found | undefined> {
  const lane = await openLane(kind, true);
  try {
    for (const seed of seeds) {
      const found = await carryOut(planOf(seed), lane);
      if (found) return found;
    }
    return undefined;
  } finally {
    await lane.stop();
  }
}
