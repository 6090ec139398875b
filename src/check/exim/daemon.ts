import { processes } from '../../machine/processes.js';
import { service } from '../commands.js';
import type { Facts } from '../facts.js';
import { type Finding, good, mend } from '../finding.js';

/** Whether somebody runs the queue: what could not be delivered at once is not tried again otherwise. */
export function eximDaemon({ exim }: Facts): Finding[] {
  if (!exim || exim.fault !== undefined) return [];
  // The daemon, or a run of the queue that something else has begun.
  const running = processes().some(({ name, command }) => /^exim4?$/.test(name) && /\s-(bd|q)/.test(command));
  if (running) return [good('exim-stopped', 'Exim runs')];
  const what = 'Exim does not run: mail that waits is not tried again';
  return [mend('exim-stopped', what, 'no process of it with -bd or -q', service('start', 'exim4'))];
}
