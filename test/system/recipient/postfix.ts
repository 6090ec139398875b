import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startMachine } from '../../support/machine/machine.js';
import { contrib, program } from '../../support/paths.js';
import { unpack } from '../../support/programs/unpack.js';
import { until } from '../../support/wait.js';
import { found, type Mta, type MtaSite } from './mta.js';
import { MAPPED } from './world.js';

/** Settings of Postfix besides those of contrib/postfix/by-recipient. */
export interface PostfixSite extends MtaSite {
  /** Further lines for main.cf, and lines of contrib's that are left out. */
  readonly main?: string;
  readonly without?: RegExp;
  /** One process of tor-smtp serves all connections. */
  readonly resident?: boolean;
}

/** What a system has that takes Postfix in place of Exim, and Debian's postinst would do. */
const SYSTEM = `
  mv /usr/sbin/sendmail /usr/sbin/sendmail.exim
  cp -a --remove-destination PACKAGE/usr/. /usr
  cp -a PACKAGE/etc/postfix /etc
  echo 'postfix:x:20100:20100::/var/spool/postfix:/usr/sbin/nologin' >>/etc/passwd
  echo 'postfix:x:20100:' >>/etc/group
  echo 'postdrop:x:20101:' >>/etc/group
  cp /usr/share/postfix/dynamicmaps.cf /usr/share/postfix/makedefs.out /etc/postfix
  for file in main.cf master.cf; do ln -s /usr/share/postfix/$file.dist /etc/postfix/$file.proto; done
  mkdir -p /var/spool/postfix /var/lib/postfix
  chown postfix /var/lib/postfix
  sed -E 's/^([a-z0-9-]+ +(inet|unix) +[yn-] +[yn-] +)y/\\1n/' /usr/share/postfix/master.cf.dist >/etc/postfix/master.cf
  ln -sf PROGRAM /usr/bin/tor-smtp
`;

const MAIN = `
compatibility_level = 3.6
myhostname = mail.clear.example
mydestination = clear.example
mynetworks = 127.0.0.0/8
inet_interfaces = loopback-only
inet_protocols = ipv4
maillog_file = /var/log/postfix.log
alias_maps =
# Attempts follow each other more quickly than a site would want.
queue_run_delay = 3s
minimal_backoff_time = 3s
maximal_backoff_time = 6s
`;

/** Starts Postfix with the lines of contrib/postfix/by-recipient; it ends with the machine. */
export async function startPostfix(site: PostfixSite): Promise<Mta> {
  const { folder, options, main = '', without, resident = false } = site;
  const port = resident ? '12671' : '12670';
  const shipped = (file: string) => readFileSync(join(contrib, 'postfix/by-recipient', file), 'utf8');
  const [packaged = ''] = unpack('postfix');
  // The user of spawn(8) goes through it.
  chmodSync(folder, 0o711);
  const machine = await startMachine(folder, 'mail.clear.example', 'UTC', ['/usr', '/var']);
  try {
    await machine.sh(SYSTEM.replaceAll('PACKAGE', packaged).replace('PROGRAM', program));
    const ours = shipped('main.cf')
      .split('\n')
      .filter((line) => !without?.test(line));
    const maps = ours.join('\n').replace('} }', `} { ${MAPPED} = onion:[127.0.0.1]:12670 } }`);
    machine.write('/etc/postfix/main.cf', `${MAIN}${maps.replaceAll('12670', port)}\n${main}`);
    const master = machine.read('/etc/postfix/master.cf');
    const words = ['--by-recipient', ...options].join(' ');
    machine.write(
      '/etc/postfix/master.cf',
      `${master}${shipped('master.cf').replace('--by-recipient', words)}`,
    );
    const listen = `--listen=127.0.0.1:${port}`;
    if (resident)
      await machine.start('systemd-socket-activate', [listen, program, '--by-recipient', ...options]);
    await machine.sh('postfix set-permissions >/dev/null 2>&1; postfix start');
  } catch (error) {
    await machine.stop();
    throw error;
  }
  const log = () => {
    const path = join(folder, 'up/var/log/postfix.log');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  await until('Postfix to start', () => /daemon started/.test(log()), 60);
  return {
    machine,
    log,
    sent: () => found(log(), /to=<([^>]*)>.* status=sent/g),
    bounced: () => found(log(), /to=<([^>]*)>.* status=bounced/g),
    queue: () => machine.sh('postqueue -p'),
    hurry: async () => {},
  };
}
