import { setTimeout as pause } from 'node:timers/promises';
import type { Strike } from '../judge/record.js';
import type { Random } from '../random.js';
import { messageOf, signal } from './processes.js';

/** What is disturbed: one of its processes at a time. */
export interface Target {
  readonly name: string;
  /** How often, in proportion. */
  readonly weight: number;
  pids(): readonly number[];
}

export interface Disturbance {
  readonly strikes: readonly Strike[];
  /** Ends it, and lets what was stopped go on. */
  calm(): Promise<void>;
}

/** Milliseconds between two signals, on average. */
const MEAN = 250;
/** And for which a process stands still at most. */
const LONGEST_STOP = 3000;

/** Kills, ends, and stops for a while, at random. */
export function disturb(targets: readonly Target[], random: Random): Disturbance {
  const strikes: Strike[] = [];
  const stopped = new Set<number>();
  let over = false;
  const chances = targets.flatMap((target) => Array.from({ length: target.weight }, () => target));

  async function letGo(pid: number, after: number) {
    await pause(after, undefined, { ref: false });
    stopped.delete(pid);
    signal(pid, 'SIGCONT');
  }
  /** Says whether there was anybody to strike. */
  function strike(): boolean {
    const target = random.pick(chances);
    const kind = random.pick(['SIGKILL', 'SIGKILL', 'SIGTERM', 'SIGSTOP', 'SIGSTOP'] as const);
    const [which, length] = [random.next(), random.between(50, LONGEST_STOP)];
    const pids = target.pids();
    const pid = pids[Math.floor(which * pids.length)];
    if (pid === undefined) return false;
    const message = messageOf(pid);
    const at = Date.now();
    if (!signal(pid, kind)) return false;
    strikes.push({ at, who: target.name, signal: kind, ...(message ? { message } : {}) });
    if (kind === 'SIGSTOP') {
      stopped.add(pid);
      void letGo(pid, length);
    }
    return true;
  }
  async function run() {
    while (!over) {
      await pause(-Math.log(1 - random.next()) * MEAN);
      for (let tries = 0; !over && tries < 10 && !strike(); tries += 1);
    }
  }
  const running = run();
  return {
    strikes,
    async calm() {
      over = true;
      await running;
      for (const pid of stopped) signal(pid, 'SIGCONT');
    },
  };
}
