import { freemem } from 'node:os';
import type { Row, Section } from '../report/table.js';
import { type Contender, launched, resident } from '../traffic/contenders.js';
import { type Load, load } from '../traffic/load.js';
import { type Service, withServices } from '../traffic/service.js';

/** Seconds without any answer, after which who still waits will never get one. */
const PATIENCE = 20;
/** Seconds for which a rate is kept up. */
const STEADY = 8;
/** Megabytes that a launched session takes for itself. */
const SIZE = 8;

const columns = ['lost', '220 ms, p50', '220 ms, p95'];

const figures = ({ errors, greeting: { p50, p95 } }: Load) => [errors, p50, p95];

/** Each mode as xinetd has it, without a ceiling: what is asked here is how it keeps up. */
async function each(
  folder: string,
  numbers: readonly number[],
  run: (service: Service, number: number) => Promise<Load>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const contender of [launched, resident])
    await withServices([contender], folder, async ([service]) => {
      if (!service) return;
      // So that the resident process is there.
      await load({ port: service.port, total: 2 });
      for (const number of numbers)
        rows.push({
          name: nameOf(contender, number),
          figures: await fits(contender, number, () => run(service, number)),
        });
    });
  return rows;
}

const nameOf = ({ name }: Contender, number: number) => `${name}, ${number.toLocaleString('en')}`;

async function fits(
  contender: Contender,
  number: number,
  run: () => Promise<Load>,
): Promise<(number | undefined)[]> {
  if (contender === launched && number * SIZE > freemem() / 1024 ** 2) return [];
  return figures(await run());
}

/** How long those wait who come all at once, or at a steady rate, and how many get no answer at all. */
export async function measureBursts(
  folder: string,
  crowds: readonly number[],
  rates: readonly number[],
): Promise<Section[]> {
  const burst = ({ port }: Service, total: number) =>
    load({ port, total, atOnce: total, patience: PATIENCE }, true);
  const steady = ({ port }: Service, rate: number) =>
    load({ port, total: rate * STEADY, rate, patience: PATIENCE }, true);
  return [
    {
      title: 'Bursts: so many at once',
      how: `Whole sessions, begun in one moment, under xinetd, whose backlog holds 64; lost are those without an answer in ${PATIENCE} s.`,
      columns,
      rows: await each(folder, crowds, burst),
      goals: [],
      charts: [
        { column: 2, title: 'So many at once: ms to the 220, p95' },
        { column: 0, title: 'So many at once: lost' },
      ],
    },
    {
      title: 'Bursts: so many a second',
      how: `Whole sessions at a steady rate for ${STEADY} s.`,
      columns,
      rows: await each(folder, rates, steady),
      goals: [],
      charts: [{ column: 2, title: 'So many a second: ms to the 220, p95' }],
    },
  ];
}
