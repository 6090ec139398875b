import { randomBytes } from 'node:crypto';
import { type Case, conclude } from '../case.js';
import { isResident, WAYS } from '../ground/front.js';
import { megabytes } from '../ground/left.js';
import { differences, shown, tally, times } from '../ground/tally.js';
import { crowd, enter, leave, type Visit } from '../ground/visits.js';

const BLOCK = 64 * 1024;
const ROUNDS = 4;
/** So many connect at a time. */
const BATCH = 50;
/** What the shipped unit allows a resident process. */
const MEMORY_MAX = 1024;

/** Says something through a connection and gets it back; what went wrong with it. */
export async function exchange({ client, got }: Visit, text: string): Promise<string> {
  if (got !== 'served') return got;
  client.socket.write(text, 'latin1');
  const back = await client.take(text.length);
  return back === text ? got : back.length === text.length ? 'damaged' : back;
}

/** Moves some blocks to the server and back. */
async function move(visit: Visit): Promise<string> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const got = await exchange(visit, randomBytes(BLOCK).toString('latin1'));
    if (got !== 'served') return got;
  }
  return 'served';
}

export const held: Case = {
  name: 'held and moving',
  ways: WAYS,
  async play(stage) {
    const [count, moving] = isResident(stage.way)
      ? [stage.size(2000), stage.size(500)]
      : [stage.size(150), stage.size(30)];
    const front = await stage.start(isResident(stage.way) ? { args: ['--max-connections', '3000'] } : {});
    const onion = stage.onions.name('echo');
    const visits: Visit[] = [];
    for (let at = 0; at < count + moving; at += BATCH) {
      const batch = Math.min(BATCH, count + moving - at);
      visits.push(...(await crowd(batch, (from) => enter(front.port, onion, { from }))));
    }
    const memory = megabytes(front);
    const moved = await Promise.all(visits.slice(count).map(move));
    const kept = await Promise.all(visits.map((visit, index) => exchange(visit, `NOOP ${index}\r\n`)));
    const most = megabytes(front);
    const ended = await Promise.all(visits.map(leave));
    const size = Number.isNaN(most) ? '' : `; ${memory} MB held, ${most} MB after moving`;
    return conclude(stage, front, {
      done: `${count} held, and ${moving} that move ${(ROUNDS * BLOCK) / 1024} KiB there and back`,
      got: `${shown(tally(ended))}${size}; ${times(visits.map(({ client }) => client))}`,
      faults: [
        ...differences('moving', moved, { served: moving }),
        ...differences('held', kept, { served: count + moving }),
        ...differences('in the end', ended, { served: count + moving }),
        ...(most > MEMORY_MAX ? [`${most} MB`] : []),
      ],
    });
  },
};
