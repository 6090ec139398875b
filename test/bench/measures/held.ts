import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../support/wait.js';
import type { Row, Section } from '../report/table.js';
import { asleep, plainRelay, residentRelay } from '../traffic/bounds.js';
import {
  executable,
  launched,
  msmtp,
  netcat,
  ONION,
  present,
  resident,
  socat,
  torsocks,
} from '../traffic/contenders.js';
import { hold, load } from '../traffic/load.js';
import { resident as memory, proportional } from '../traffic/process.js';
import { type Service, withServices } from '../traffic/service.js';

/** Milliseconds in which what is freed soon after the EHLO reply can be. */
const SETTLE = 1000;

async function averagePss(service: Service, count: number): Promise<number> {
  const own = service.contender.until === 'close';
  // msmtp makes the session itself, and is held by a server that says nothing.
  const waiting = own && load({ port: service.port, total: count, atOnce: count, until: 'close' }, true);
  const held = own ? undefined : await hold({ port: service.port, total: count, atOnce: 20 });
  await until('all to be there', () => service.processes().length === count, 60);
  await pause(SETTLE);
  const sizes = service.processes().map(proportional);
  await held?.release();
  if (waiting) {
    await service.stop();
    await waiting;
  }
  return sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
}

/** What held connections take, where each has a process. */
export async function measureHeld(folder: string, count: number): Promise<Section> {
  const silent = { ...msmtp, args: msmtp.args.map((arg) => arg.replace(ONION, `silent${ONION}`)) };
  const all = present([plainRelay, launched, executable, netcat, socat, torsocks, silent, asleep]);
  const rows: Row[] = [];
  for (const contender of all) {
    await withServices([contender], folder, async ([service]) => {
      if (service) rows.push({ name: contender.name, figures: [await averagePss(service, count)] });
    });
  }
  const own = rows.find(({ name }) => name === launched.name)?.figures[0] ?? Number.NaN;
  return {
    title: 'Launched: held connections',
    how: `${count} sessions after their EHLO reply, a process each: its proportional set size (PSS), on average.`,
    columns: ['PSS MB'],
    rows,
    goals: [{ text: `PSS MB at ${count} held:`, figure: own, most: 6.7 }],
    charts: [{ column: 0, title: 'Launched: MB a held connection, less is better' }],
  };
}

/** What held connections take in the process that stays, and whether it serves those that move. */
export async function measureResidentHeld(
  folder: string,
  count: number,
  moving: number,
  size: number,
): Promise<Section> {
  const rows: Row[] = [];
  for (const contender of [residentRelay, resident]) {
    await withServices([contender], folder, async ([service]) => {
      if (!service) return;
      await load({ port: service.port, total: 1000, atOnce: 32 });
      const [pid = 0] = service.processes();
      const idle = memory(pid);
      const held = await hold({ port: service.port, total: count, atOnce: 100 });
      await pause(SETTLE);
      const full = memory(pid);
      const moved = await held.move(moving, size);
      const after = memory(pid);
      await held.release();
      rows.push({
        name: contender.name,
        figures: [idle, full, ((full - idle) * 1024) / (count - held.load.errors), after, moved.errors],
      });
    });
  }
  const own = rows.find(({ name }) => name === resident.name)?.figures ?? [];
  return {
    title: 'Resident: held connections',
    how:
      `${count.toLocaleString('en')} sessions after their EHLO reply in one process, after 1,000 sessions to warm up; ` +
      `then ${moving} of them take and give ${size / 1024} KiB each, all at once.`,
    columns: ['idle MB', 'held MB', 'KB each', 'moved MB', 'errors'],
    rows,
    goals: [
      {
        text: `KB a held connection at ${count.toLocaleString('en')}:`,
        figure: own[2] ?? Number.NaN,
        most: 45,
      },
      { text: `errors with ${moving} of them moving:`, figure: own[4] ?? Number.NaN, most: 0 },
    ],
    charts: [],
  };
}
