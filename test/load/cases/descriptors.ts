import { type Case, conclude, type Stage } from '../case.js';
import { byXinetd, LAUNCHED, RESIDENT } from '../ground/front.js';
import { differences, shown, tally } from '../ground/tally.js';
import { crowd, enter, leave } from '../ground/visits.js';
import { exchange } from './held.js';

/** Room for so many sessions, and for those who are sent away. */
const LIMIT = 68;
const SESSIONS = 10;

/** Starts the program with few descriptors: by the setting of the file, or where it has none by prlimit. */
function starved(stage: Stage, limit: number, setting: string | undefined) {
  if (byXinetd(stage.way) && setting === undefined)
    return stage.start({ through: ['/usr/bin/prlimit', `--nofile=${limit}:${limit}`] });
  return stage.start({ settings: { [setting ?? 'LimitNOFILE']: String(limit) } });
}

export const descriptors: readonly Case[] = [
  {
    name: 'out of descriptors',
    ways: RESIDENT,
    async play(stage) {
      const front = await starved(stage, LIMIT, byXinetd(stage.way) ? 'rlimit_files' : 'LimitNOFILE');
      const onion = stage.onions.name('echo');
      const visit = (from: string) => enter(front.port, onion, { from });
      const inside = await crowd(SESSIONS, visit);
      const count = stage.size(500);
      const others = await crowd(count, visit);
      const kept = await Promise.all(inside.map((each, index) => exchange(each, `NOOP ${index}\r\n`)));
      await Promise.all(others.map(leave));
      const ended = await Promise.all(inside.map(leave));
      const after = await leave(await visit('127.8.8.8'));
      return conclude(stage, front, {
        done: `descriptors for ${SESSIONS} sessions, all held; ${count} more at once`,
        got: shown(tally([...ended, ...others.map(({ got }) => got)])),
        other: /limit of open files allows/,
        faults: [
          ...differences('those inside', [...kept, ...ended], { served: 2 * SESSIONS }),
          ...differences(
            'the others',
            others.map(({ got }) => got),
            { '421': count },
          ),
          ...differences('after it', [after], { served: 1 }),
        ],
      });
    },
  },
  {
    // A process of its own has what it needs, or does not. With less than Node needs to start nobody of ours can say a word; what
    // Node and the loader then print is the client's under xinetd (`cut off`: it is no reply).
    name: 'out of descriptors',
    ways: LAUNCHED,
    async play(stage) {
      const limits = Array.from({ length: 8 }, (_, index) => 9 + 3 * index);
      const got = new Map<string, number[]>();
      let front: Awaited<ReturnType<Stage['start']>> | undefined;
      const onion = stage.onions.name('echo');
      for (const limit of limits) {
        await front?.stop();
        front = await starved(stage, limit, undefined);
        const seen = await leave(await enter(front.port, onion));
        got.set(seen, [...(got.get(seen) ?? []), limit]);
      }
      if (!front) throw new Error('no front');
      const answers = [...got.keys()].filter(
        (seen) => !['served', '421', 'closed', 'cut off'].includes(seen),
      );
      return conclude(stage, front, {
        done: `from ${limits[0]} to ${limits.at(-1)} descriptors`,
        got: [...got].map(([seen, with_]) => `${seen} with ${with_.join(' ')}`).join(', '),
        other: /./,
        faults: answers.map((seen) => `heard ${seen}`),
      });
    },
  },
];
