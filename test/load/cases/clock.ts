import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from '../../support/paths.js';
import { type Case, conclude } from '../case.js';
import { call } from '../ground/clients.js';
import { differences, shown, tally } from '../ground/tally.js';
import { enter, leave } from '../ground/visits.js';
import { exchange } from './held.js';

const HOURS = [6, -6];
const FACTOR = 60;
/** Seconds of the program's: for a server, and for silence behind it. */
const LIMITS = ['--timeout', '240', '--idle-timeout', '360'];
/** Milliseconds in which everybody is where the jump finds him. */
const SETTLE = 200;

/** What a promise has given so far. */
const now = <T>(promise: Promise<T>) => Promise.race([promise, pause(0, 'nothing yet' as const)]);

export const clock: Case = {
  name: 'the clock is set',
  ways: ['launched by xinetd', 'resident by xinetd'],
  async play(stage) {
    const file = join(stage.folder, 'hours');
    const preload = resolve(root, 'test/load/ground/jump.cjs');
    const env = [`NODE_OPTIONS=--require=${preload}`, `CLOCK_FACTOR=${FACTOR}`, `JUMP_FILE=${file}`];
    const front = await stage.start({ args: LIMITS, env });
    const [echo, silent] = [stage.onions.name('echo'), stage.onions.name('silent')];
    const words: string[] = [];
    const faults: string[] = [];
    for (const hours of HOURS) {
      writeFileSync(file, '0');
      const [third, asked] = [stage.onions.name('third'), call(front.port)];
      words.push(await asked.reply());
      const [spliced, idle, dialling] = [
        await enter(front.port, echo),
        await enter(front.port, echo),
        call(front.port),
      ];
      words.push(await dialling.reply());
      const before = stage.onions.dials();
      const failing = enter(front.port, third);
      const dialled = dialling.say(`EHLO me.example ${silent}`);
      await pause(SETTLE);

      writeFileSync(file, String(hours));
      const found = {
        'before EHLO': await asked.say('NOOP'),
        'in the splice': await exchange(spliced, 'NOOP\r\n'),
        'while dialling': await now(dialled),
        'circuits that fail': await failing.then(leave),
        'dials to it': String(stage.onions.dials() - before - 1),
        'the dial in the end': await dialled,
        'silence in the splice': await idle.client.reply(),
      };
      const due = ['250', 'served', 'nothing yet', 'served', '3', '451', 'closed'];
      Object.entries(found).forEach(([what, got], index) => {
        faults.push(...differences(`${hours} h, ${what}`, [got], { [due[index] ?? '']: 1 }));
      });
      words.push(found['the dial in the end'], await leave({ client: spliced.client, got: 'served' }));
      for (const { socket } of [asked, dialling, idle.client]) socket.destroy();
    }
    return conclude(stage, front, {
      done: `by ${HOURS.join(' and ')} h, with sessions before EHLO, while dialling, and behind it`,
      got: shown(tally(words)),
      faults,
    });
  },
};
