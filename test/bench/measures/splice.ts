import { newSamples } from '../report/numbers.js';
import type { Goal, Section } from '../report/table.js';
import { limit, plainRelay } from '../traffic/bounds.js';
import {
  type Contender,
  launched,
  netcat,
  present,
  resident,
  socat,
  torsocks,
} from '../traffic/contenders.js';
import { cpu } from '../traffic/process.js';
import { openPump } from '../traffic/pump.js';
import { inTurn, type Service, withServices } from '../traffic/service.js';

const GIB = 1024 ** 3;
const MEGABYTE = 1e6;
/** Until the buffers have grown and the code is compiled. */
const WARM_UP = 64 * 1024 ** 2;
const ENDS = 'no proxy, ends alone (limit)';

/** What the near end is told: SINK has the server take bytes, SOURCE has it give them. */
const DIRECTIONS = { SINK: 'to the server', SOURCE: 'from the server' } as const;
type Direction = keyof typeof DIRECTIONS;
const directions = Object.keys(DIRECTIONS) as Direction[];

type Figure = `${Direction} ${'rate' | 'cost'}`;

async function flow(
  direction: Direction,
  bytes: number,
  port: number,
  service?: Service,
): Promise<Partial<Record<Figure, number>>> {
  const pump = await openPump(port, service);
  await pump.tell(`${direction} ${WARM_UP}`);
  const before = cpu(pump.pid);
  const seconds = await pump.tell(`${direction} ${bytes}`);
  const spent = (cpu(pump.pid) - before) / 1000;
  await pump.close();
  return { [`${direction} rate`]: bytes / MEGABYTE / seconds, [`${direction} cost`]: (spent * GIB) / bytes };
}

/** How much one spliced connection moves, and what that costs. */
export async function measureSplice(
  folder: string,
  smtpPort: number,
  rounds: number,
  bytes: number,
): Promise<Section> {
  const all = present([plainRelay, launched, resident, socat, netcat, torsocks, limit]);
  const seen = newSamples<Figure>();
  await withServices(all, folder, async (services) => {
    for (let round = 0; round < rounds; round += 1) {
      for (const service of inTurn(services, round)) {
        for (const direction of directions) {
          seen.add(service.contender.name, await flow(direction, bytes, service.port, service));
        }
      }
      for (const direction of directions) seen.add(ENDS, await flow(direction, bytes, smtpPort));
    }
  });

  const goals = (
    one: Contender,
    other: Contender,
    what: 'rate' | 'cost',
    bound: Pick<Goal, 'most' | 'least'>,
  ): Goal[] =>
    directions.map((direction) => ({
      text: `${what === 'rate' ? 'MB/s' : 'CPU'} ${DIRECTIONS[direction]}, ${one.name} / ${other.name}:`,
      figure: seen.ratio(one.name, other.name, `${direction} ${what}`),
      ...bound,
    }));
  return {
    title: 'Splice: one connection, much mail',
    how:
      `${bytes / 1024 ** 2} MiB each way through a spliced session, after 64 MiB to warm up: medians of ${rounds} rounds, ` +
      'the programs in turn. Both ends are as cheap as can be (they send from memory without a copy, and drop what comes); ' +
      'CPU is that of the proxy alone (in the last row: of the near end).',
    columns: ['to server MB/s', 'x socat', 'CPU s/GiB', 'from server MB/s', 'x socat', 'CPU s/GiB'],
    rows: [...all.map(({ name }) => name), ENDS].map((name) => ({
      name,
      figures: directions.flatMap((direction) => [
        seen.median(name, `${direction} rate`),
        seen.ratio(name, socat.name, `${direction} rate`),
        seen.median(name, `${direction} cost`),
      ]),
    })),
    goals: [
      ...goals(launched, socat, 'rate', { least: 2.4 }),
      ...goals(launched, limit, 'rate', { least: 0.7 }),
      ...goals(launched, socat, 'cost', { most: 0.45 }),
      ...goals(resident, socat, 'rate', { least: 1.3 }),
    ],
    charts: [
      { column: 0, title: 'Much mail to the server: MB/s, more is better' },
      { column: 2, title: 'Much mail to the server: CPU s/GiB, less is better' },
      { column: 3, title: 'Much mail from the server: MB/s, more is better' },
      { column: 5, title: 'Much mail from the server: CPU s/GiB, less is better' },
    ],
  };
}
