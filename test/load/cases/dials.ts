import { hasten } from '../../player/launch.js';
import { until } from '../../support/wait.js';
import { type Case, conclude } from '../case.js';
import { isResident } from '../ground/front.js';
import { differences, shown, tally } from '../ground/tally.js';
import { crowd, enter, leave } from '../ground/visits.js';

/** The program's 270 seconds for a server are four. */
const FACTOR = 60;

export const dials: Case = {
  name: 'Tor never answers',
  ways: ['launched by xinetd', 'resident by xinetd'],
  async play(stage) {
    const env = Object.entries(hasten(FACTOR)).map((pair) => pair.join('='));
    const front = await stage.start({ env });
    const count = isResident(stage.way) ? stage.size(500) : stage.size(50);
    const onion = stage.onions.name('silent');
    const visits = await crowd(count, (from) => enter(front.port, onion, { from }));
    // Before its client goes.
    const isClear = await until('the dials to be over', () => stage.onions.open() === 0).catch(() => false);
    const quick = await leave(await enter(front.port, stage.onions.name('echo'), { from: '127.8.8.8' }));
    await Promise.all(visits.map(leave));
    return conclude(stage, front, {
      done: `${count} dials, time running ${FACTOR} times faster`,
      got: shown(tally(visits.map(({ got }) => got))),
      // A network that is down: more than three onions, more than ten minutes.
      other: /no onion was reached in 10 minutes/,
      faults: [
        ...differences(
          'dials',
          visits.map(({ got }) => got),
          { '451': count },
        ),
        ...differences('after them', [quick], { served: 1 }),
        ...(isClear ? [] : [`${stage.onions.open()} dials were left open`]),
      ],
    });
  },
};
