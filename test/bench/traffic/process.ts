import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds of a clock tick: the kernel counts nanoseconds, but shows the sum of the children in ticks. */
const TICK = 10;
const PAGE_KIB = 4;
const CHILDREN_USER = 13;
const CHILDREN_SYSTEM = 14;
const RESIDENT = 21;
const PARENT = 1;

/** The fields of /proc/PID/stat from the third on: the second is a name that may hold anything. */
function stat(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
}

/** CPU milliseconds of a process so far, in all its threads. */
export function cpu(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const times = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ')[0]),
  );
  return times.reduce((sum, time) => sum + time, 0) / 1e6;
}

/** CPU milliseconds of all children that a process has waited for. Only the sum is rounded, not what each child took. */
export function childrenCpu(pid: number): number {
  const fields = stat(pid);
  return ((fields[CHILDREN_USER] ?? 0) + (fields[CHILDREN_SYSTEM] ?? 0)) * TICK;
}

/** Resident memory, MiB. */
export function resident(pid: number): number {
  return ((stat(pid)[RESIDENT] ?? 0) * PAGE_KIB) / 1024;
}

/** Memory that is a process's own, and its share of what it shares, MiB. */
export function proportional(pid: number): number {
  const pss = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1').match(/^Pss:\s+(\d+)/m)?.[1];
  return Number(pss) / 1024;
}

/** The children of a process that are there now, dead ones that were not waited for included. */
export function children(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return stat(pid)[PARENT] === parent;
      } catch {
        return false; // It has left meanwhile.
      }
    });
}
