import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startMachine } from '../../support/machine/machine.js';
import { contrib, program } from '../../support/paths.js';
import { unpack } from '../../support/programs/unpack.js';
import { until } from '../../support/wait.js';
import { found, type Mta, type MtaSite } from './mta.js';
import { MAPPED } from './world.js';

/** What Debian's postinst would do, beside Exim. */
const SYSTEM = `
  cp -a --remove-destination PACKAGE/usr/. /usr
  for user in opensmtpd:20100 opensmtpq:20101; do
    echo "\${user%:*}:x:\${user#*:}:\${user#*:}::/run/opensmtpd:/usr/sbin/nologin" >>/etc/passwd
    echo "\${user%:*}:x:\${user#*:}:" >>/etc/group
  done
  mkdir -p /var/spool/smtpd /var/lib/opensmtpd/empty
  chmod 711 /var/spool/smtpd
  chgrp opensmtpq /usr/sbin/smtpctl
  chmod 2755 /usr/sbin/smtpctl
`;

/** The lines that a site has: mail is taken from this machine, and alice's delivered. */
const SITE = 'listen on lo\naction "local" mbox\nmatch from any for domain "clear.example" action "local"\n';

/** Starts OpenSMTPD with the lines of contrib/opensmtpd/by-recipient, and a resident tor-smtp; both end with the machine. */
export async function startOpensmtpd({ folder, options }: MtaSite): Promise<Mta> {
  const shipped = readFileSync(join(contrib, 'opensmtpd/by-recipient/smtpd.conf'), 'utf8');
  const [packaged = ''] = unpack('opensmtpd');
  chmodSync(folder, 0o711);
  const machine = await startMachine(folder, 'mail.clear.example', 'UTC', ['/usr', '/var']);
  const log = () => {
    const path = join(folder, 'up/var/log/smtpd.log');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  try {
    await machine.sh(SYSTEM.replaceAll('PACKAGE', packaged));
    machine.write('/etc/smtpd.conf', `${SITE}${shipped.replace('"*.onion"', `"*.onion", "${MAPPED}"`)}`);
    const listen = [...found(shipped, /smtp:\/\/([\d.:]+)/g)].map((place) => `--listen=${place}`);
    await machine.start('systemd-socket-activate', [...listen, program, '--by-recipient', ...options]);
    await machine.start('sh', ['-c', 'exec smtpd -d -v >/var/log/smtpd.log 2>&1']);
    await until('OpenSMTPD to start', () => /setup done|startup/.test(log()), 60);
  } catch (error) {
    await machine.stop();
    throw error;
  }
  const results = (result: string) => found(log(), new RegExp(`to=<([^>]*)>.* result="?${result}`, 'g'));
  return {
    machine,
    log,
    sent: () => results('Ok'),
    bounced: () => results('PermFail'),
    queue: () => machine.sh('smtpctl show queue'),
    async hurry() {
      // Its second attempt would come after 400 s. Of what it is told to attempt now it takes 50 messages for each port, and always
      // the same ones; so it is told again only when it has done with them.
      await pause(1_000);
      const queue = await machine.sh('smtpctl show queue');
      if (!/\|inflight\||\bhold\b/.test(queue)) await machine.sh('smtpctl schedule all');
    },
  };
}
