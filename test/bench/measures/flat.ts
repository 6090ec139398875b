import type { Row, Section } from '../report/table.js';
import { residentRelay } from '../traffic/bounds.js';
import { resident } from '../traffic/contenders.js';
import { load } from '../traffic/load.js';
import { resident as memory } from '../traffic/process.js';
import { withServices } from '../traffic/service.js';

/** Whether a process that stays keeps its size, once the heap has found it in the first sessions. */
export async function measureFlatness(
  folder: string,
  sessions: number,
  first: number,
  step: number,
): Promise<Section> {
  const rows: Row[] = [];
  await withServices([resident, residentRelay], folder, async (services) => {
    for (let done = 0; done < sessions; ) {
      const total = done === 0 ? first : step;
      const figures: number[] = [];
      for (const { port, processes } of services) {
        const { seconds } = await load({ port, total, atOnce: 32 });
        figures.push(memory(processes()[0] ?? 0), total / seconds);
      }
      done += total;
      rows.push({ name: `after ${done.toLocaleString('en')}`, figures });
    }
  });
  const [before = Number.NaN, ...later] = rows.map(({ figures }) => figures[0] ?? Number.NaN);
  return {
    title: 'Resident: memory over many connections',
    how:
      `One process, ${sessions.toLocaleString('en')} whole sessions, 32 always open; resident memory. ` +
      `The floor is ${residentRelay.name.replace(' (floor)', '')}; the limit is a process that does not grow.`,
    columns: ['MB', 'a second', 'floor: MB', 'a second'],
    rows,
    goals: [
      {
        text: `MB more than after the first ${first.toLocaleString('en')}:`,
        figure: Math.max(...later) - before,
        most: 10,
      },
    ],
    charts: [],
  };
}
