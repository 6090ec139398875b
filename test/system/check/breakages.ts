/** One thing that is wrong on a machine where all was right: how it comes about, and the name under which it is found. */
export interface Breakage {
  readonly name: string;
  readonly how: string;
  readonly id: string;
  /** What the finding says, beside its name. */
  readonly says?: RegExp;
}

const UNIT = '/etc/systemd/system/tor-smtp@.service';
const MACROS = '/etc/exim4/conf.d/main/000_localmacros';
const TRANSPORT = '/etc/exim4/conf.d/transport/040_tor-smtp';
const XINETD = '/etc/xinetd.d/tor-smtp';

const unit = (edit: string) => `sed -i '${edit}' ${UNIT}; systemctl daemon-reload`;
const torrc = (edit: string) => `sed -i '${edit}' /etc/tor/torrc; systemctl restart tor@default`;
const macro = (line: string) => `echo '${line}' >> ${MACROS}; update-exim4.conf`;
const transport = (edit: string) => `sed -i '${edit}' ${TRANSPORT}; update-exim4.conf`;
const xinetd = (edit: string) => `sed -i '${edit}' ${XINETD}; systemctl reload xinetd`;
const program = (path: string, lines: string) => `printf '${lines}' > ${path}; chmod 755 ${path}`;

/** Mail that Exim has had in its queue for three days. */
const waiting = (address: string) => `
  echo hello | exim4 -odq -f root@clear.example '${address}'
  file=$(grep -l '${address}' /var/spool/exim4/input/*-H)
  sed -i "3s/.*/$(($(date +%s) - 259200)) 0/" "$file"`;

export const EXIM: readonly Breakage[] = [
  {
    name: 'update-exim4.conf was forgotten',
    how: `echo 'TOR_SMTP_RETRY = F,1d,1h' >> ${MACROS}`,
    id: 'exim-stale',
  },
  {
    name: 'the transport file is missing',
    how: `rm ${TRANSPORT}`,
    id: 'exim-files',
    says: /transport\/040_tor-smtp/,
  },
  {
    name: 'the router comes after one that asks DNS',
    how: 'cd /etc/exim4/conf.d/router; mv 060_tor-smtp 250_tor-smtp; update-exim4.conf',
    id: 'exim-router-order',
    says: /nonlocal|dnslookup/,
  },
  {
    name: 'the guard comes after the router',
    how: 'cd /etc/exim4/conf.d/router; mv 050_tor-smtp-guard 070_tor-smtp-guard; update-exim4.conf',
    id: 'exim-guard',
  },
  {
    name: 'more than one message goes down a connection',
    how: transport('/connection_max_messages/d'),
    id: 'exim-transport-connection_max_messages',
    says: /another one/,
  },
  {
    name: 'one source address for all onions',
    how: macro('TOR_SMTP_INTERFACE = 127.0.0.1'),
    id: 'exim-transport-interface',
    says: /dead onion/,
  },
  { name: 'the proxy has a name', how: macro('TOR_SMTP_HOST = localhost'), id: 'exim-host' },
  {
    name: 'another port than the socket has',
    how: macro('TOR_SMTP_PORT = 12669'),
    id: 'exim-port',
    says: /12669/,
  },
  {
    name: 'the key is missing',
    how: 'rm /etc/exim4/tor-smtp.secret',
    id: 'exim-key',
    says: /does not exist/,
  },
  {
    name: 'the key is closed to Exim',
    how: 'chgrp root /etc/exim4/tor-smtp.secret',
    id: 'exim-key',
    says: /cannot read/,
  },
  {
    name: 'the key is open to all',
    how: 'chmod 644 /etc/exim4/tor-smtp.secret',
    id: 'exim-key',
    says: /Every user/,
  },
  { name: 'the key is too short', how: 'echo key > /etc/exim4/tor-smtp.secret', id: 'exim-key', says: /32/ },
];

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
    name: 'xinetd wants the port too',
    how: `install -m 0644 /usr/local/lib/node_modules/tor-smtp/contrib/xinetd.d/tor-smtp /etc/xinetd.d/
      systemctl start xinetd`,
    id: 'service-both',
  },
];

export const TOR: readonly Breakage[] = [
  { name: 'Tor is stopped', how: 'systemctl stop tor@default', id: 'tor-stopped' },
  {
    name: 'the socket has another path',
    how: unit('s,tor-smtp/socks,tor-smtp/sock,'),
    id: 'tor-socket',
    says: /not told/,
  },
  {
    name: 'the unit without a network is to use 9050',
    how: unit('s,unix:/run/tor-smtp/socks,127.0.0.1:9050,'),
    id: 'tor-sandbox',
  },
  { name: 'the folder is closed to the group', how: 'chgrp root /run/tor-smtp', id: 'tor-closed' },
  {
    name: 'the folder is missing',
    how: 'rm -r /run/tor-smtp; systemctl restart tor@default',
    id: 'tor-folder',
  },
  {
    name: 'the folder belongs to somebody else',
    how: 'rm /run/tor-smtp/socks; chown root /run/tor-smtp; systemctl restart tor@default',
    id: 'tor-socket',
    says: /could not make/,
  },
  { name: 'Tor has no port for mail', how: torrc('/SocksPort/d'), id: 'tor-socket', says: /not told/ },
  { name: 'no ExtendedErrors', how: torrc('s/ ExtendedErrors//'), id: 'tor-extended' },
  {
    name: 'torrc has a misspelt option',
    how: "echo 'SocksPrt 9051' >> /etc/tor/torrc",
    id: 'torrc',
    says: /SocksPrt/,
  },
  {
    name: 'AppArmor lacks the line',
    how: 'mount -t tmpfs none /sys/module; mkdir -p /sys/module/apparmor/parameters; echo Y > /sys/module/apparmor/parameters/enabled',
    id: 'tor-apparmor',
  },
  { name: 'Tor has no network', how: 'echo 10 > /run/tor/bootstrap', id: 'tor-bootstrap', says: /10 %/ },
];

/** Of the queue; the onion that is mistyped has the other's last letters. */
export const queue = (alive: string, mistyped: string): readonly Breakage[] => [
  { name: 'mail waits for days', how: waiting(`bob@${alive}`), id: 'queue-old', says: /3 days/ },
  { name: 'mail waits for a mistyped onion', how: waiting(`bob@${mistyped}`), id: 'queue-mistyped' },
];

/** Done before the next ones: xinetd in place of systemd, with the log's folder and the file as they are shipped. */
export const TO_XINETD = `systemctl disable --now tor-smtp.socket
  install -m 0644 /usr/local/lib/node_modules/tor-smtp/contrib/xinetd.d/tor-smtp /etc/xinetd.d/
  systemctl restart xinetd`;

export const UNDER_XINETD: readonly Breakage[] = [
  { name: 'the file as it is shipped, with 9050', how: 'true', id: 'tor-extended' },
  { name: '--log is misspelt', how: xinetd('s/--log/--lgo/'), id: 'options', says: /--lgo/ },
  { name: 'no --log', how: xinetd('s, --log /var/log/tor-smtp/log,,'), id: 'log' },
  {
    name: 'the folder of the log is missing',
    how: 'rm -r /var/log/tor-smtp',
    id: 'log-folder',
    says: /does not exist/,
  },
  {
    name: 'the folder of the log is closed',
    how: 'rm -f /var/log/tor-smtp/log; chown root /var/log/tor-smtp',
    id: 'log-folder',
    says: /cannot write/,
  },
  {
    name: 'another path of the program',
    how: xinetd('s,/usr/local/bin/tor-smtp,/usr/bin/tor-smtp,'),
    id: 'program',
  },
  {
    name: 'Node is not in PATH',
    how: `rm -f /usr/local/bin/node; ${xinetd('s,PATH=.*,PATH=/usr/local/bin,')}`,
    id: 'node-missing',
  },
  { name: 'no such user', how: xinetd('s/= tor-smtp$/= tor-smpt/'), id: 'account', says: /tor-smpt/ },
  { name: 'xinetd is stopped', how: 'systemctl stop xinetd', id: 'service-stopped' },
  { name: 'the service is switched off', how: xinetd('s/\\(disable *= *\\)no/\\1yes/'), id: 'service-off' },
];

/** Debian's default, with the files in conf.d. */
export const UNSPLIT: Breakage = {
  name: "the split flag is Debian's default",
  how: `sed -i "s/dc_use_split_config=.*/dc_use_split_config='false'/" /etc/exim4/update-exim4.conf.conf; update-exim4.conf`,
  id: 'exim-unsplit',
};
