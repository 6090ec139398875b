import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Case, conclude, type Stage } from '../case.js';
import { differences, shown, tally } from '../ground/tally.js';
import { crowd, enter, leave } from '../ground/visits.js';

/** What happens to the log, and how many lines of so many sessions are to be in it afterwards, if that can be told. */
interface Trouble {
  readonly what: string;
  readonly make: (file: string, folder: string) => void;
  readonly isLogged: boolean;
}

const sh = (command: string, file: string) =>
  execFileSync('sh', ['-euc', command, 'sh', file], { stdio: 'ignore' });

const TROUBLES: readonly Trouble[] = [
  { what: 'it is removed', make: (file) => rmSync(file, { force: true }), isLogged: true },
  { what: 'the disk is full', make: (_file, folder) => fill(folder), isLogged: false },
  { what: 'there is room again', make: (_file, folder) => rmSync(join(folder, 'much')), isLogged: true },
  {
    what: 'a pipe that nobody reads',
    make: (file) => sh('rm -f "$1"; until mkfifo "$1"; do rm -f "$1"; done', file),
    isLogged: false,
  },
  {
    what: 'its folder has gone',
    make: (file) => sh('umount -l "$(dirname "$1")"; until rm -rf "$(dirname "$1")"; do :; done', file),
    isLogged: false,
  },
];

function fill(folder: string) {
  try {
    writeFileSync(join(folder, 'much'), Buffer.alloc(1024 * 1024));
  } catch {
    // Full, as it was meant.
  }
  rmSync(join(folder, 'log'), { force: true });
}

const linesOf = (file: string) =>
  existsSync(file) ? readFileSync(file, 'latin1').split('\n').length - 1 : 0;

export const log: Case = {
  name: 'the log cannot be written',
  // Under systemd the log is the journal's affair.
  ways: ['launched by xinetd', 'resident by xinetd'],
  async play(stage: Stage) {
    const folder = join(stage.folder, 'small');
    mkdirSync(folder);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
    const file = join(folder, 'log');
    try {
      const front = await stage.start({ logFile: file });
      const onion = stage.onions.name('echo');
      const count = stage.size(60);
      const words: string[] = [];
      const faults: string[] = [];
      for (const { what, make, isLogged } of TROUBLES) {
        make(file, folder);
        const visits = await crowd(count, (from) => enter(front.port, onion, { from }));
        const got = await Promise.all(visits.map(leave));
        words.push(...got);
        faults.push(...differences(what, got, { served: count }));
        if (isLogged && !(await hasLines(file, count)))
          faults.push(`${what}: ${linesOf(file)} lines in the log`);
      }
      return await conclude(stage, front, {
        done: `${count} at once each: ${TROUBLES.map(({ what }) => what).join('; ')}`,
        got: shown(tally(words)),
        faults,
      });
    } finally {
      execFileSync('sh', ['-c', '! mountpoint -q "$1" || umount "$1"', 'sh', folder]);
    }
  },
};

/** The line comes when the session is over, which the client may be before the program. */
async function hasLines(file: string, count: number): Promise<boolean> {
  for (let tries = 0; tries < 100 && linesOf(file) < count; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  return linesOf(file) >= count;
}
