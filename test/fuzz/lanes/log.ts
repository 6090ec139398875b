import type { Resident } from '../../support/programs/resident.js';
import { wrongWith } from './lane.js';

/** The log as it grows, how many lines it has had, and the first one that should not be there. */
export interface Log {
  text: string;
  lines: number;
  wrong: string | undefined;
  changed: () => void;
}

/** Reads the log of a process from now on. */
export function readLog({ running }: Resident): Log {
  const log: Log = { text: '', lines: 0, wrong: undefined, changed: () => {} };
  let line = '';
  running.child.stderr?.on('data', (text: string) => {
    const lines = (line + text).split('\n');
    line = lines.pop() ?? '';
    for (const each of lines.filter(
      (each) => !/^(Listening on|Communication attempt on|Execing) /.test(each),
    )) {
      log.text = `${log.text.slice(-5000)}${each}\n`;
      log.lines += 1;
      log.wrong ??= wrongWith(each);
      log.changed();
    }
  });
  return log;
}
