import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../support/wait.js';
import { type Case, conclude } from '../case.js';
import { isResident, WAYS } from '../ground/front.js';
import { megabytes } from '../ground/left.js';
import { FLOOD } from '../ground/manners.js';
import { differences, shown, tally } from '../ground/tally.js';
import { crowd, enter, leave, type Visit } from '../ground/visits.js';

/** Quick ones that come meanwhile. */
const QUICK = 20;
/** Megabytes that a connection may take through which much flows, and what V8 leaves for its next collection. */
const EACH = 1;
const ANYWAY = 48;

export const slow: readonly Case[] = [
  {
    name: 'octet by octet',
    ways: WAYS,
    async play(stage) {
      const front = await stage.start();
      const count = isResident(stage.way) ? stage.size(400) : stage.size(40);
      const [quick, dripping] = [stage.onions.name('mail'), stage.onions.name('drip')];
      const visit = async (given: Promise<Visit>) => leave(await given);
      const clients = crowd(count, (from) => enter(front.port, quick, { from, drips: true }));
      const servers = crowd(count, (from) => enter(front.port, dripping, { from }));
      const meanwhile = await Promise.all(
        Array.from({ length: QUICK }, () => visit(enter(front.port, quick, { from: '127.7.7.7' }))),
      );
      const ended = await Promise.all([...(await clients), ...(await servers)].map(leave));
      return conclude(stage, front, {
        done: `${count} clients and ${count} servers that speak octet by octet, ${QUICK} quick ones meanwhile`,
        got: shown(tally([...ended, ...meanwhile])),
        faults: [
          ...differences('slow ones', ended, { served: 2 * count }),
          ...differences('quick ones', meanwhile, { served: QUICK }),
        ],
      });
    },
  },
  {
    name: 'nobody reads',
    ways: ['resident by xinetd', 'resident by systemd'],
    async play(stage) {
      const front = await stage.start();
      const count = stage.size(60);
      const [flooding, deaf] = [stage.onions.name('flood'), stage.onions.name('deaf')];
      let listen = () => {};
      const listening = new Promise<void>((resolve) => {
        listen = resolve;
      });
      stage.onions.hold = () => listening;
      await crowd(QUICK, async (from) => {
        const one = await enter(front.port, stage.onions.name('echo'), { from });
        await leave(one);
        return one;
      });
      const before = megabytes(front);
      const readers = await crowd(count, async (from) => {
        const one = await enter(front.port, flooding, { from });
        one.client.socket.pause();
        return one;
      });
      const senders = await crowd(count, (from) => enter(front.port, deaf, { from }));
      const much = Buffer.alloc(FLOOD, 'y');
      for (const { client } of senders) client.socket.write(much);
      let most = 0;
      const sent = () =>
        senders.reduce(
          (sum, { client }) => sum + client.socket.bytesWritten - client.socket.writableLength,
          0,
        );
      for (let [quiet, last] = [0, -1]; quiet < 10; quiet = sent() === last ? quiet + 1 : 0) {
        last = sent();
        await pause(200);
        most = Math.max(most, megabytes(front));
      }
      const meanwhile = await leave(await enter(front.port, stage.onions.name('echo')));
      listen();
      const read = await Promise.all(
        readers.map(async ({ client, got }) => {
          client.socket.resume();
          return got === 'served' && (await client.take(FLOOD)).length === FLOOD ? 'served' : 'less';
        }),
      );
      await until('all that was sent', () => stage.onions.received >= count * FLOOD, 60);
      const ended = await Promise.all([...readers, ...senders].map(leave));
      const limit = before + ANYWAY + 2 * count * EACH;
      return conclude(stage, front, {
        done: `${count} clients and ${count} servers that read nothing of ${FLOOD >> 20} MB, until they do`,
        got: `${shown(tally(ended))}; ${before} MB before, at most ${most} MB`,
        faults: [
          ...differences('readers', read, { served: count }),
          ...differences('in the end', ended, { served: 2 * count }),
          ...differences('meanwhile', [meanwhile], { served: 1 }),
          ...(most > limit ? [`${most} MB, more than ${limit}`] : []),
        ],
      });
    },
  },
];
