import { residentMemory, sessionSockets } from '../../support/programs/resident.js';
import { until } from '../../support/wait.js';
import { type Front, isResident, type Way } from './front.js';
import type { Onions } from './onions.js';

/** Megabytes that the resident process has; NaN where there is none. */
export function megabytes(front: Front): number {
  const worker = front.worker();
  try {
    return worker === undefined ? Number.NaN : Math.round(residentMemory(worker) / 1024);
  } catch {
    return Number.NaN; // It has left.
  }
}

/** Sockets that the sessions of the resident process have. */
function sockets(front: Front): number {
  const worker = front.worker();
  try {
    return worker === undefined ? 0 : sessionSockets(worker, 3);
  } catch {
    return 0;
  }
}

/** What there is when all clients have left, as soon as it is nothing; else as it is. */
export async function left(
  front: Front,
  { way, onions, patience }: { readonly way: Way; readonly onions: Onions; readonly patience: number },
): Promise<{ text: string; faults: string[] }> {
  const launched = !isResident(way);
  const processes = () => (launched ? front.processes().length : 0);
  const isClear = () => processes() === 0 && sockets(front) === 0 && onions.open() === 0;
  const clear = await until('the end', isClear, patience).catch(() => false);
  const connections = `${sockets(front) + onions.open()} connections`;
  const what = launched ? `${connections}, ${processes()} processes` : connections;
  const memory = launched || front.worker() === undefined ? '' : `, ${megabytes(front)} MB`;
  return { text: `${what}${memory}`, faults: clear ? [] : [`left over: ${what}`] };
}
