import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Host } from '../machine/host.js';
import { Refusal } from './step.js';

const LOCK = '/run/tor-smtp-setup.pid';

/** Only one at a time; gives what ends that. A lock whose process has gone is none. */
export function lock(host: Host): () => void {
  const path = host.path(LOCK);
  for (;;) {
    try {
      writeFileSync(path, `${process.pid}\n`, { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const pid = readFileSync(path, 'latin1').trim();
      if (existsSync(`/proc/${pid || 'self'}`))
        throw new Refusal(`another tor-smtp-setup is at work, process ${pid}`);
      rmSync(path, { force: true });
    }
  }
}
