import { newSamples } from '../report/numbers.js';
import type { Section } from '../report/table.js';
import { residentRelay } from '../traffic/bounds.js';
import { netcat, present, resident, socat } from '../traffic/contenders.js';
import { load } from '../traffic/load.js';
import { cpu } from '../traffic/process.js';
import { inTurn, type Service, withServices } from '../traffic/service.js';

type Figure = 'cpu' | 'p50' | 'p95' | 'fullCpu' | 'perSecond' | 'fullP50' | 'fullP95';

const DIRECT = 'no proxy at all (limit)';
/** New connections a second. A program that is launched for each could not keep up with the first rate. */
const RATE = 500;
const LAUNCHED_RATE = 100;
const AT_ONCE = 32;

/** CPU so far of a service that stays, or that leaves after each connection. */
export async function spent(service: Service): Promise<number> {
  const [pid] = service.contender.resident ? service.processes() : [];
  return pid === undefined ? service.spent() : cpu(pid);
}

async function measure(service: Service, total: number): Promise<Record<Figure, number>> {
  const rate = service.contender.resident ? RATE : LAUNCHED_RATE;
  const first = await spent(service);
  const calm = await load({ port: service.port, total, rate });
  const second = await spent(service);
  const full = await load({ port: service.port, total, atOnce: AT_ONCE });
  const third = await spent(service);
  return {
    cpu: (second - first) / total,
    p50: calm.hello.p50,
    p95: calm.hello.p95,
    fullCpu: (third - second) / total,
    perSecond: total / full.seconds,
    fullP50: full.hello.p50,
    fullP95: full.hello.p95,
  };
}

/** What a connection costs a process that stays, and how long it waits. */
export async function measureRate(
  folder: string,
  smtpPort: number,
  rounds: number,
  sessions: number,
): Promise<Section> {
  const all = present([residentRelay, resident, netcat, socat]);
  const seen = newSamples<Figure>();
  await withServices(all, folder, async (services) => {
    for (const { contender, port } of services) {
      // Code is compiled as it is used; the resident has all day for that.
      await load({ port, total: contender.resident ? 1000 : 10, atOnce: 8 });
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const service of inTurn(services, round)) {
        const total = service.contender.resident ? sessions : sessions / 5;
        seen.add(service.contender.name, await measure(service, total));
      }
      const calm = await load({ port: smtpPort, total: sessions, rate: RATE, plain: true });
      const full = await load({ port: smtpPort, total: sessions, atOnce: AT_ONCE, plain: true });
      seen.add(DIRECT, { p50: calm.hello.p50, p95: calm.hello.p95, fullP50: full.hello.p50 });
      seen.add(DIRECT, { perSecond: sessions / full.seconds, fullP95: full.hello.p95 });
    }
  });

  const row = (name: string) => ({
    name,
    figures: [
      seen.median(name, 'cpu'),
      seen.ratio(name, netcat.name, 'cpu'),
      seen.median(name, 'p50'),
      seen.median(name, 'p95'),
      seen.median(name, 'fullCpu'),
      seen.median(name, 'perSecond'),
      seen.median(name, 'fullP50'),
      seen.median(name, 'fullP95'),
    ],
  });
  const { name } = resident;
  return {
    title: 'Resident: many connections',
    how:
      `Whole sessions, first ${RATE} new ones a second (launched ones: ${LAUNCHED_RATE}), then with ${AT_ONCE} always open: ` +
      `medians of ${rounds} rounds of ${sessions} (launched: ${sessions / 5}), after 1,000 to warm up, the programs in turn. ` +
      'Times are from when a connection was due to the end of the EHLO reply.',
    columns: ['CPU ms', 'x netcat', 'p50 ms', 'p95 ms', 'full: CPU ms', 'a second', 'p50 ms', 'p95 ms'],
    rows: [...all.map((contender) => row(contender.name)), row(DIRECT)],
    goals: [
      { text: `CPU ms a connection at ${RATE} a second:`, figure: seen.median(name, 'cpu'), most: 0.8 },
      { text: 'CPU ms a connection when full:', figure: seen.median(name, 'fullCpu'), most: 0.8 },
      {
        text: 'CPU, resident / netcat under xinetd:',
        figure: seen.ratio(name, netcat.name, 'cpu'),
        most: 0.36,
      },
      { text: `p95 to the EHLO reply at ${RATE} a second, ms:`, figure: seen.median(name, 'p95'), most: 10 },
    ],
    charts: [
      { column: 0, title: 'Resident: CPU ms a connection, less is better' },
      { column: 5, title: 'Resident: connections a second, more is better' },
    ],
  };
}
