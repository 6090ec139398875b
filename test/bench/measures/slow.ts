import { setTimeout as pause } from 'node:timers/promises';
import type { Row, Section } from '../report/table.js';
import { plainRelay } from '../traffic/bounds.js';
import { launched, resident } from '../traffic/contenders.js';
import { resident as memory } from '../traffic/process.js';
import { openPump } from '../traffic/pump.js';
import { withServices } from '../traffic/service.js';

/** Whether bytes that nobody reads pile up in the proxy. */
export async function measureSlowReader(folder: string, bytes: number, seconds: number): Promise<Section> {
  const rows: Row[] = [];
  for (const contender of [plainRelay, launched, resident]) {
    for (const direction of ['to', 'from']) {
      await withServices([contender], folder, async ([service]) => {
        if (!service) return;
        const pump = await openPump(service.port, service);
        const idle = memory(pump.pid);
        // The server stalls and we send; or it sends and we do not take it.
        pump.order(direction === 'to' ? `STALL 60 ${bytes}` : `ask ${bytes}`);
        let most = idle;
        for (let looks = 10; looks > 0; looks -= 1) {
          await pause(seconds * 100);
          most = Math.max(most, memory(pump.pid));
        }
        await pump.stop();
        rows.push({ name: `${contender.name}, ${direction} the server`, figures: [idle, most, most - idle] });
      });
    }
  }
  return {
    title: 'Splice: memory with a reader that does not read',
    how: `${bytes / 1024 ** 2} MiB wait to be moved and the reader stands still for ${seconds} s; resident memory before it, and at most.`,
    columns: ['idle MB', 'stalled MB', 'more MB'],
    rows,
    goals: rows.slice(2).map(({ name, figures }) => ({
      text: `MB more, ${name}:`,
      figure: figures[2] ?? Number.NaN,
      most: 8,
    })),
    charts: [],
  };
}
