import { chmodSync, chownSync, cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { temporaryFolder } from '../../support/folder.js';
import { boot } from '../../support/machine/boot.js';
import { startMachine } from '../../support/machine/machine.js';
import { root } from '../../support/paths.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';

/** A Debian with Exim, Tor (a stand-in) and tor-smtp as npm installs it, systemd as its first process. */
export interface Site {
  /** A shell script; it has to succeed. */
  sh(script: string): Promise<string>;
  /** Any program: its output and status. */
  check(...args: string[]): Promise<{ status: number; output: string }>;
  /** What was asked of DNS, `A name`. */
  questions(): Promise<string[]>;
  end(failed: boolean): Promise<void>;
}

/** An onion with a mail server behind it, one that nobody serves. */
export const ALIVE = onionAddress('alive');
export const DEAD = onionAddress('dead');

const PACKAGE = '/usr/local/lib/node_modules/tor-smtp';

/** Here they are started more often than systemd thinks right. */
const unit = (text: string) =>
  `[Unit]\nDefaultDependencies=no\nStartLimitIntervalSec=0\n[Service]\n${text}\n[Install]\nWantedBy=default.target\n`;

/** Those that Debian's packages have, as far as they matter here. */
const UNITS: Readonly<Record<string, string>> = {
  'exim4.service': unit('ExecStart=/usr/sbin/exim4 -bdf -q30m\nExecReload=/bin/kill -HUP $MAINPID'),
  'xinetd.service': unit('ExecStart=/usr/sbin/xinetd -dontfork\nExecReload=/bin/kill -HUP $MAINPID'),
  'tor.service': unit('Type=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true'),
  'tor@default.service': unit(
    'ExecStartPre=/usr/bin/install -m 02755 -o debian-tor -g debian-tor -d /run/tor\n' +
      `ExecStart=${process.execPath} ${resolve(root, 'test/system/check/tor.cjs')}\n` +
      'ExecStartPost=/bin/sh -c "until test -S /run/tor/control; do sleep 0.1; done"\n' +
      'ExecStopPost=/bin/rm -f /run/tor/bootstrap',
  ),
  'apparmor.service': unit('Type=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\nExecReload=/bin/true'),
};

/** Puts the program where npm install --global does. */
function installProgram(local: string) {
  const place = join(local, 'lib/node_modules/tor-smtp');
  for (const part of ['bin', 'dist', 'contrib', 'package.json']) {
    cpSync(resolve(root, part), join(place, part), { recursive: true });
  }
  mkdirSync(join(local, 'bin'));
  for (const name of ['tor-smtp', 'tor-smtp-check', 'tor-smtp-resident']) {
    symlinkSync(`../lib/node_modules/tor-smtp/bin/${name}`, join(local, 'bin', name));
  }
}

/** The way of contrib/README.md, with systemd and the split configuration. */
const INSTALL = `
cd ${PACKAGE}/contrib
systemd-sysusers ${PACKAGE}/contrib/systemd/sysusers.d/tor-smtp.conf
systemd-tmpfiles --create ${PACKAGE}/contrib/systemd/tmpfiles.d/tor-smtp.conf
install -m 0644 systemd/tor-smtp.socket systemd/tor-smtp@.service /etc/systemd/system/
cat tor/torrc >> /etc/tor/torrc
cp -r exim4/conf.d /etc/exim4/
(umask 027; head -c 32 /dev/urandom | base64 > /etc/exim4/tor-smtp.secret)
chgrp Debian-exim /etc/exim4/tor-smtp.secret
update-exim4.conf
systemctl daemon-reload
systemctl start tor@default exim4 apparmor
systemctl enable --now tor-smtp.socket`;

/** A mail server before anybody has heard of tor-smtp. */
const BARE = 'update-exim4.conf; systemctl daemon-reload; systemctl start exim4 apparmor';

/** `bare`: with Debian's default of one file for Exim, which runs; without tor-smtp's files, and without Tor's start. */
export async function startSite({ bare = false } = {}): Promise<Site> {
  const { path: folder, discard } = temporaryFolder('check');
  chmodSync(folder, 0o755);
  const machine = await startMachine(folder, 'mail.clear.example', 'UTC');
  const local = join(folder, 'local');
  installProgram(local);
  const logs = join(folder, 'root/var/log');
  const data = join(folder, 'tor');
  mkdirSync(data, { mode: 0o700 });
  const numbers = (await machine.sh('id -u debian-tor; id -g debian-tor')).trim().split('\n').map(Number);
  chownSync(data, numbers[0] ?? 0, numbers[1] ?? 0);
  await machine.sh(`
    mount --bind '${local}' /usr/local
    mount --bind '${data}' /var/lib/tor
    mount --bind '${logs}' /var/log
    mount --bind '${logs}/exim4' /var/log/exim4
    rm -f /etc/xinetd.d/*
    sed -i "s/dc_use_split_config=.*/dc_use_split_config='${!bare}'/; s/dc_eximconfig_configtype=.*/dc_eximconfig_configtype='internet'/" /etc/exim4/update-exim4.conf.conf
    echo '${ALIVE} 198.51.100.7 25' > /etc/tor/onions`);
  const systemd = await boot(machine, folder);
  for (const [name, text] of Object.entries(UNITS)) machine.write(`/etc/systemd/system/${name}`, text);
  const end = async (failed: boolean) => {
    await machine.stop();
    await systemd.clear();
    discard(failed);
  };
  try {
    await systemd.sh(bare ? BARE : INSTALL);
  } catch (error) {
    await end(true);
    throw error;
  }
  return {
    sh: systemd.sh,
    async check(...args) {
      const script = `set +e; export PATH=/usr/local/bin:$PATH; ${process.execPath} /usr/local/bin/tor-smtp-check ${args.join(' ')} 2>&1; echo "status $?"`;
      const output = await systemd.sh(script);
      const status = Number(output.match(/status (\d+)\n$/)?.[1]);
      return { status, output: output.replace(/status \d+\n$/, '') };
    },
    questions: async () => (await machine.counted()).questions,
    end,
  };
}
