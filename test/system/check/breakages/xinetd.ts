import type { Breakage } from './breakage.js';

const XINETD = '/etc/xinetd.d/tor-smtp';

const xinetd = (edit: string) => `sed -i '${edit}' ${XINETD}; systemctl reload xinetd`;

/** Done before the next ones: xinetd in place of systemd, with the log's folder and the file as they are shipped. */
export const TO_XINETD = `systemctl disable --now tor-smtp.socket
  install -m 0644 /usr/local/lib/node_modules/tor-smtp/contrib/xinetd.d/tor-smtp /etc/xinetd.d/
  usermod -g tor-smtp tor-smtp
  sed -i /TOR_SMTP_CLEARNET/d /etc/exim4/conf.d/main/000_localmacros; update-exim4.conf
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
  { name: 'the user is not in the group', how: 'usermod -g nogroup tor-smtp', id: 'tor-closed' },
  { name: 'xinetd is stopped', how: 'systemctl stop xinetd', id: 'service-stopped' },
  { name: 'the service is switched off', how: xinetd('s/\\(disable *= *\\)no/\\1yes/'), id: 'service-off' },
];
