import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contrib } from '../../../support/paths.js';
import { until } from '../../../support/wait.js';
import { SECOND, type Site } from './site.js';

/** What contrib/systemd/tor-hidden-smtp@.service runs for each connection, in the hands of a real systemd-socket-activate. */
export async function startUnits(site: Site, path: string) {
  const unit = readFileSync(join(contrib, 'systemd/tor-hidden-smtp@.service'), 'utf8');
  const command =
    unit
      .match(/^ExecStart=-(.*)$/m)?.[1]
      ?.replace('.26', `.${SECOND.port}`)
      .split(' ') ?? [];
  const user = unit.match(/^User=(.*)$/m)?.[1] ?? '';
  const as = ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups'];
  const daemon = await site.start('systemd-socket-activate', [
    `--listen=${path}`,
    '--accept',
    '--inetd',
    ...as,
    ...command,
  ]);
  await until('the socket', () => existsSync(path));
  return daemon;
}
