import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Exim, makeExim } from '../../support/exim/exim.js';
import { eximIdentity } from '../../support/exim/identity.js';
import { run } from '../../support/programs/command.js';

/**
 * An Exim as Debian installs it for an internet site, for one domain: its own template, put together by its own
 * update-exim4.conf. Only where its files are and what the host is called is set, by Debian's macros.
 */
export async function makeDefaultExim(folder: string, host: string, domain: string): Promise<Exim> {
  const debian = join(folder, 'debian');
  const assembled = join(folder, 'debian.conf');
  cpSync('/etc/exim4', debian, { recursive: true, filter: (path) => !path.endsWith('passwd.client') });
  const settings = join(debian, 'update-exim4.conf.conf');
  const answers = { eximconfig_configtype: 'internet', other_hostnames: domain, use_split_config: 'false' };
  let text = readFileSync(settings, 'utf8');
  for (const [name, value] of Object.entries(answers)) {
    text = text.replace(new RegExp(`^dc_${name}=.*$`, 'm'), `dc_${name}='${value}'`);
  }
  writeFileSync(settings, text);
  const { code, output } = await run('/usr/sbin/update-exim4.conf', ['-d', debian, '-o', assembled]);
  if (code !== 0) throw new Error(`update-exim4.conf: ${output}`);

  const { uid, gid } = eximIdentity();
  const place = (own: string) => `
MAIN_HARDCODE_PRIMARY_HOSTNAME = ${host}
SPOOLDIR = ${own}/spool
log_file_path = ${own}/log/%s
exim_user = ${uid}
exim_group = ${gid}
.ifdef _OPT_MAIN_NOTIFIER_SOCKET
notifier_socket =
.endif
`;
  const own = (shipped: string) => place(dirname(shipped)) + readFileSync(assembled, 'utf8');
  return makeExim({ folder, name: 'default', domains: [], text: own });
}
