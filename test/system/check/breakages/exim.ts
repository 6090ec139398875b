import type { Breakage } from './breakage.js';

const MACROS = '/etc/exim4/conf.d/main/000_localmacros';
const TRANSPORT = '/etc/exim4/conf.d/transport/040_tor-smtp';

const macro = (line: string) => `echo '${line}' >> ${MACROS}; update-exim4.conf`;
const transport = (edit: string) => `sed -i '${edit}' ${TRANSPORT}; update-exim4.conf`;

export const EXIM: readonly Breakage[] = [
  { name: 'Exim is stopped', how: 'systemctl stop exim4', id: 'exim-stopped' },
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
    name: 'the router comes after one that sends all to another host',
    how: `sed -i "s/dc_eximconfig_configtype=.*/dc_eximconfig_configtype='smarthost'/; s/dc_smarthost=.*/dc_smarthost='192.0.2.9'/" \\
        /etc/exim4/update-exim4.conf.conf
      cd /etc/exim4/conf.d/router; mv 060_tor-smtp 250_tor-smtp; update-exim4.conf`,
    id: 'exim-route',
    says: /router = smarthost/,
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

/** Mail that Exim has had in its queue for three days. */
const waiting = (address: string) => `
  echo hello | exim4 -odq -f root@clear.example '${address}'
  file=$(grep -l '${address}' /var/spool/exim4/input/*-H)
  sed -i "4s/.*/$(($(date +%s) - 259200)) 0/" "$file"`;

/** Of the queue; the onion that is mistyped has the other's last letters. */
export const queue = (alive: string, mistyped: string): readonly Breakage[] => [
  { name: 'mail waits for days', how: waiting(`bob@${alive}`), id: 'queue-old', says: /3 days/ },
  { name: 'mail waits for a mistyped onion', how: waiting(`bob@${mistyped}`), id: 'queue-mistyped' },
];

/** Debian's default, with the files in conf.d. */
export const UNSPLIT: Breakage = {
  name: "the split flag is Debian's default",
  how: `sed -i "s/dc_use_split_config=.*/dc_use_split_config='false'/" /etc/exim4/update-exim4.conf.conf; update-exim4.conf`,
  id: 'exim-unsplit',
};
