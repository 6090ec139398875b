import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rehearse } from '../../../src/build/rehearsal.js';
import { temporaryFolder } from '../folder.js';
import { program, root } from '../paths.js';
import { run } from '../programs/command.js';

/** Of an odd number of counts the median is taken. */
const TIMES = 5;

/**
 * Millions of instructions, in user mode, of an empty Node and of one session, as `perf` counts them; none where it is missing, or
 * the processor does not count. From run to run they differ by one in a hundred, as no time does.
 */
export async function instructions(): Promise<{ empty: number; session: number } | undefined> {
  const folder = temporaryFolder('instructions');
  const counts = join(folder.path, 'counts');
  const counted = ['stat', '-x,', '-e', 'instructions:u', '-o', counts, process.execPath];
  // Nothing else of the environment, as under xinetd.
  const env = { PATH: process.env.PATH };
  const median = async (once: () => Promise<unknown>) => {
    const seen: number[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      await once();
      seen.push(Number.parseInt(readFileSync(counts, 'latin1').replace(/^#.*\n|^\n/gm, ''), 10));
    }
    return (seen.sort((a, b) => a - b)[(TIMES - 1) / 2] ?? Number.NaN) / 1e6;
  };
  try {
    const empty = await median(() =>
      run('perf', [...counted, resolve(root, 'test/bench/floors/empty.cjs')], { env }),
    );
    const session = await median(() => rehearse('perf', [...counted, program], env));
    return Number.isNaN(empty + session) ? undefined : { empty, session };
  } catch {
    return undefined;
  } finally {
    folder.discard();
  }
}
