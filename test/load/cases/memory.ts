import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { until } from '../../support/wait.js';
import { type Case, conclude } from '../case.js';
import { type Front, RESIDENT } from '../ground/front.js';
import { differences, shown, tally } from '../ground/tally.js';
import { crowd, enter, leave, type Visit } from '../ground/visits.js';

/** Kilobytes that the process may still get. */
const MORE = 2048;

const workerOf = (front: Front) => until('the program', () => front.worker());

/** How the connection of a session ends that nobody ends properly. */
const loss = ({ client }: Visit) => client.reply();
const LOST = /^(closed|reset)$/;

/** One that comes afterwards, and the process that serves it. */
async function next(front: Front, onion: string, before: number): Promise<string[]> {
  const visit = await enter(front.port, onion, { from: '127.8.8.8' });
  const anew = front.worker() !== before;
  return [await leave(visit), anew ? 'a new process' : 'the old process'];
}

export const memory: readonly Case[] = [
  {
    name: 'killed for memory',
    ways: RESIDENT,
    async play(stage) {
      const front = await stage.start();
      const onion = stage.onions.name('echo');
      const count = stage.size(300);
      const visits = await crowd(count, (from) => enter(front.port, onion, { from }));
      const worker = await workerOf(front);
      // What the kernel does to it, and systemd at MemoryMax.
      process.kill(worker, 'SIGKILL');
      const lost = await Promise.all(visits.map(loss));
      const after = await next(front, onion, worker);
      return conclude(stage, front, {
        done: `${count} held; KILL to the process, as the kernel does when there is no memory`,
        got: `${shown(tally(lost))}; the next one ${after.join(' by ')}`,
        // Says the shell in front.
        other: /^Killed$/,
        faults: [
          ...lost.filter((word) => !LOST.test(word)).slice(0, 3),
          ...differences('after it', after, { served: 1, 'a new process': 1 }),
        ],
      });
    },
  },
  {
    name: 'out of memory',
    ways: RESIDENT,
    async play(stage) {
      const front = await stage.start();
      const onion = stage.onions.name('echo');
      await leave(await enter(front.port, onion));
      const worker = await workerOf(front);
      const [, data] = readFileSync(`/proc/${worker}/status`, 'latin1').match(/^VmData:\s+(\d+)/m) ?? [];
      const limit = (Number(data) + MORE) * 1024;
      execFileSync('prlimit', ['--pid', String(worker), `--data=${limit}:${limit}`]);
      const count = stage.size(900);
      const visits = await crowd(count, (from) => enter(front.port, onion, { from }));
      const words = await Promise.all(visits.map(leave));
      const after = await next(front, onion, worker);
      return conclude(stage, front, {
        done: `${count} at once, for whom the process gets no more than ${MORE / 1024} MB`,
        got: `${shown(tally(words))}; the next one ${after.join(' by ')}`,
        // Node's own words when there is no memory, and how the shell in front calls that.
        other: /^(?!.*\boutcome=)/,
        faults: [
          ...new Set(words.filter((word) => !/^(served|421|closed|reset)$/.test(word))),
          ...differences('after it', after.slice(0, 1), { served: 1 }),
        ],
      });
    },
  },
];
