import type { Request } from './arguments.js';
import type { Case, Found } from './case.js';
import { caseOf } from './cases.js';
import type { Lane } from './lanes/lane.js';
import { type Kind, kindOf, openLane, widthOf } from './lanes/lanes.js';

/** What a run has come to. */
export interface Result {
  readonly sessions: number;
  readonly seconds: number;
  readonly found: Found | undefined;
}

/** Seeds are dealt to the lanes so many at a time. */
const DEAL = 20_000;

/** Carries out sessions until there have been enough, or one goes wrong. */
export async function fuzz(request: Request, tell: (text: string) => void): Promise<Result> {
  const begun = Date.now();
  const seconds = () => (Date.now() - begun) / 1000;
  const lanes = new Map<Kind, Lane>();
  const run: Run = {
    found: undefined,
    sessions: 0,
    look: request.look,
    isOver: () => run.found || seconds() > request.minutes * 60,
    tell: () => tell(`${run.sessions} sessions, ${(run.sessions / seconds()).toFixed(0)} a second`),
  };
  try {
    for (let first = 0; first < request.sessions && !run.isOver(); first += DEAL) {
      const queues = deal(request, first);
      for (const kind of queues.keys()) if (!lanes.has(kind)) lanes.set(kind, await openLane(kind));
      await Promise.all([...queues].map(([kind, queue]) => serve(run, kind, queue, lanes.get(kind) as Lane)));
    }
    return { sessions: run.sessions, seconds: seconds(), found: run.found };
  } finally {
    await Promise.all([...lanes.values()].map((lane) => lane.stop()));
  }
}

/** A run so far. */
interface Run {
  found: Found | undefined;
  sessions: number;
  /** So many sessions of a lane lie between one look at its process and the next. */
  readonly look: number;
  readonly isOver: () => unknown;
  readonly tell: () => void;
}

function deal({ seed, sessions, mode, by }: Request, first: number): Map<Kind, Case[]> {
  const queues = new Map<Kind, Case[]>();
  for (let index = first; index < Math.min(sessions, first + DEAL); index += 1) {
    const session = caseOf(seed + index, by);
    const kind = kindOf(session, mode);
    const queue = queues.get(kind) ?? [];
    queue.push(session);
    queues.set(kind, queue);
  }
  return queues;
}

/** Serves a lane, with a look at its process now and then. */
async function serve(run: Run, kind: Kind, queue: readonly Case[], lane: Lane): Promise<void> {
  for (let at = 0; at < queue.length && !run.isOver(); at += run.look) {
    const cases = queue.slice(at, at + run.look);
    const found = (await crowd(run, kind, [...cases], lane)) ?? (await look(kind, cases, lane));
    run.found ??= found;
    run.tell();
  }
}

/**
 * As many sessions at a time as the lane is wide. When one goes wrong, those beside it are carried out to their end; of all that
 * went wrong, the one that does so by itself, too, is the one to look at.
 */
async function crowd(run: Run, kind: Kind, queue: Case[], lane: Lane): Promise<Found | undefined> {
  const suspects: (Found & { readonly session: Case })[] = [];
  async function worker() {
    while (suspects.length === 0 && !run.isOver()) {
      const session = queue.shift();
      if (!session) return;
      const suspect = await session.carryOut(lane);
      if (suspect) suspects.push({ ...suspect, session });
      run.sessions += 1;
    }
  }
  await Promise.all(Array.from({ length: widthOf(kind) }, worker));
  if (suspects.length < 2) return suspects[0];
  const cases = suspects.map(({ session }) => session);
  return (await repeat(kind, cases)) ?? suspects[0];
}

/** Looks at the process. If it is not as it should be, each session since the last look is repeated by itself. */
async function look(kind: Kind, cases: readonly Case[], lane: Lane): Promise<Found | undefined> {
  const what = await lane.look();
  if (!what) return undefined;
  const single = await repeat(kind, cases);
  return single ?? { seed: cases[0]?.seed ?? 0, what, transcript: '# No single session shows it.\n' };
}

/** Carries sessions out one after the other, each on a process that serves no other at the time. */
async function repeat(kind: Kind, cases: readonly Case[]): Promise<Found | undefined> {
  const lane = await openLane(kind, true);
  try {
    for (const session of cases) {
      const found = await session.carryOut(lane);
      if (found) return found;
    }
    return undefined;
  } finally {
    await lane.stop();
  }
}
