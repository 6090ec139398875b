import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The processes that have these words in their command line, wherever in the tree they are by now. */
export function processesWith(words: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && commandOf(Number(name)).includes(words))
    .map(Number)
    .filter((pid) => pid !== process.pid);
}

/** A process's command line, empty where it has ended. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** The message that an Exim process has in its hands: the one whose data file it holds open. */
export function messageOf(pid: number): string | undefined {
  const folder = `/proc/${pid}/fd`;
  try {
    for (const fd of readdirSync(folder)) {
      const [, message] = readlinkSync(`${folder}/${fd}`).match(/\/input\/([\w-]+)-D/) ?? [];
      if (message) return message;
    }
  } catch {
    // It has ended meanwhile.
  }
  return undefined;
}

/** Sends a signal; says whether there still was anybody to get it. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
