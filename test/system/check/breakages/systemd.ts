import { type Breakage, unit } from './breakage.js';

const program = (path: string, lines: string) => `printf '${lines}' > ${path}; chmod 755 ${path}`;

export const SYSTEMD: readonly Breakage[] = [
  { name: 'the socket unit is stopped', how: 'systemctl stop tor-smtp.socket', id: 'service-stopped' },
  {
    name: 'the socket unit is switched off',
    how: 'systemctl disable --now tor-smtp.socket',
    id: 'service-off',
  },
  {
    name: 'the unit has another path',
    how: unit('s,/usr/local/bin/tor-smtp,/usr/bin/tor-smtp,'),
    id: 'program',
    says: /\/usr\/bin\/tor-smtp/,
  },
  { name: 'an option is misspelt', how: unit('s/--socks/--sokcs/'), id: 'options', says: /--sokcs/ },
  {
    name: 'Node is not in PATH',
    how: unit('s,^Environment=PATH=.*,Environment=PATH=/usr/local/bin,'),
    id: 'node-missing',
  },
  {
    name: 'Node is too old',
    how: `rm -f /usr/local/bin/node; ${program('/usr/local/bin/node', '#!/bin/sh\\necho v16.20.2\\n')}`,
    id: 'node-old',
    says: /v16\.20\.2/,
  },
  { name: 'the group is missing', how: 'groupmod -n other tor-smtp', id: 'account', says: /group tor-smtp/ },
  {
    name: 'another program has the port',
    how: `systemctl stop tor-smtp.socket
      printf '[Unit]\\nDefaultDependencies=no\\n[Service]\\nExecStart=/usr/bin/ncat -lk 127.0.0.1 12668\\n' > /etc/systemd/system/other.service
      systemctl daemon-reload; systemctl start other; until ss -Hltn | grep -q :12668; do sleep 0.1; done`,
    id: 'port-taken',
    says: /ncat/,
  },
  {
    name: 'another socket unit has the port',
    how: `systemctl stop tor-smtp.socket
      printf '[Unit]\\nDefaultDependencies=no\\n[Service]\\nExecStart=/bin/echo 220 other\\nStandardOutput=socket\\n' > /etc/systemd/system/taker@.service
      printf '[Unit]\\nDefaultDependencies=no\\n[Socket]\\nListenStream=127.0.0.1:12668\\nAccept=yes\\n' > /etc/systemd/system/taker.socket
      systemctl daemon-reload; systemctl start taker.socket`,
    id: 'port-taken',
    says: /taker\.socket/,
  },
  {
    name: 'xinetd wants the port too',
    how: `install -m 0644 /usr/local/lib/node_modules/tor-smtp/contrib/xinetd.d/tor-smtp /etc/xinetd.d/
      systemctl start xinetd`,
    id: 'service-both',
  },
  {
    name: 'Node is where the sandbox is closed',
    how: `mkdir -p /run/node; cp --dereference $(readlink -f /usr/bin/node) /run/node/node
      ${unit('s,^Environment=PATH=.*,Environment=PATH=/run/node:/usr/local/bin:/usr/bin:/bin,')}`,
    id: 'sandbox',
    says: /\/run\/node/,
  },
];

/** One process for all connections, as contrib/README.md has it; and back. */
export const TO_RESIDENT = `cd /usr/local/lib/node_modules/tor-smtp/contrib/systemd
  install -m 0644 tor-smtp-resident.socket tor-smtp-resident.service /etc/systemd/system/
  systemctl daemon-reload
  systemctl disable --now tor-smtp.socket
  systemctl enable --now tor-smtp-resident.socket`;
export const FROM_RESIDENT = `systemctl disable --now tor-smtp-resident.socket tor-smtp-resident.service
  rm /etc/systemd/system/tor-smtp-resident.*
  systemctl daemon-reload
  systemctl enable --now tor-smtp.socket`;

export const RESIDENT: readonly Breakage[] = [
  {
    name: 'the resident program is where its unit does not look',
    how: `sed -i 's,/usr/local/bin/tor-smtp-resident,/usr/bin/tor-smtp-resident,' \\
        /etc/systemd/system/tor-smtp-resident.service
      systemctl daemon-reload`,
    id: 'program',
    says: /\/usr\/bin\/tor-smtp-resident/,
  },
  {
    name: 'an option of the resident program is misspelt',
    how: `sed -i 's,--socks,--sokcs,' /etc/systemd/system/tor-smtp-resident.service; systemctl daemon-reload`,
    id: 'options',
  },
];

/**
 * A session has come, and the resident process does not bear its name yet: as systemd's child, until it becomes the program. And
 * as it was.
 */
export const TO_LATE = `${program('/usr/local/bin/late', '#!/bin/sh\\nsleep ${LATE:-0}\\nexec /usr/local/bin/tor-smtp-resident\\n')}
  mkdir /etc/systemd/system/tor-smtp-resident.service.d
  printf '[Service]\\nEnvironment=LATE=10\\nExecStart=\\nExecStart=/usr/local/bin/late\\n' \\
    > /etc/systemd/system/tor-smtp-resident.service.d/late.conf
  systemctl daemon-reload
  systemctl stop tor-smtp-resident.service
  ncat --recv-only 127.0.0.1 12668 > /run/late 2>&1 &
  until pgrep -x late; do sleep 0.1; done`;
export const FROM_LATE = `rm -r /usr/local/bin/late /etc/systemd/system/tor-smtp-resident.service.d
  systemctl daemon-reload
  systemctl stop tor-smtp-resident.service`;
