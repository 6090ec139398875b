import { readFileSync } from 'node:fs';

/** The processes that a process has started and that still run, and what these have started. */
export function descendants(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean);
    return children.map(Number).flatMap((child) => [child, ...descendants(child)]);
  } catch {
    return []; // It has left.
  }
}

/** Ends processes at once. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has left by itself.
    }
  }
}

/** Ends a process and what it has started; those first that could start more. */
export function killTree(pid: number): void {
  killAll([pid, ...descendants(pid)]);
}
