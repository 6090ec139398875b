import { type Breakage, unit } from './breakage.js';

const torrc = (edit: string) => `sed -i '${edit}' /etc/tor/torrc; systemctl restart tor@default`;

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
  {
    name: 'Tor hangs',
    how: 'systemctl kill --signal STOP tor@default',
    id: 'tor-socks',
    says: /does not answer/,
  },
];
