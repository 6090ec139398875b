import type { Breakage } from './breakage.js';

const OPTIONS = '/etc/default/tor-smtp';

const options = (edit: string) => `sed -i '${edit}' ${OPTIONS}`;

/** Done before the next ones: the unit reads its options from a file, as that of the Debian package does. */
export const TO_PACKAGE = `
  sed -i 's,^ExecStart=.*,EnvironmentFile=-${OPTIONS}\\nExecStart=/usr/local/bin/tor-smtp $TOR_SMTP_OPTIONS,' \\
    /etc/systemd/system/tor-smtp@.service
  echo 'TOR_SMTP_OPTIONS="--socks unix:/run/tor/socks"' > ${OPTIONS}
  systemctl daemon-reload`;

export const AS_PACKAGE: readonly Breakage[] = [
  { name: "Debian's own port of Tor", how: 'true', id: 'tor-extended', says: /\/etc\/default\/tor-smtp/ },
  {
    name: 'an option in the file of the package is misspelt',
    how: options('s/--socks/--sokcs/'),
    id: 'options',
    says: /in \/etc\/default\/tor-smtp/,
  },
  {
    name: 'another path in the file of the package',
    how: options('s,/socks",/sock",'),
    id: 'tor-socket',
    says: /\/etc\/default\/tor-smtp/,
  },
  {
    name: '9050 in the file of the package',
    how: options('s,unix:[^"]*,127.0.0.1:9050,'),
    id: 'tor-sandbox',
    says: /\/etc\/default\/tor-smtp/,
  },
  {
    name: 'an option, but not Tor, in the file of the package',
    how: `echo 'TOR_SMTP_OPTIONS="--timeout 270"' > ${OPTIONS}`,
    id: 'tor-sandbox',
    says: /\/etc\/default\/tor-smtp/,
  },
  {
    name: 'no options in the file of the package, whose last line has no end',
    how: `printf '# Options' > ${OPTIONS}`,
    id: 'tor-sandbox',
  },
  { name: 'the file of the package is not there', how: `rm ${OPTIONS}`, id: 'tor-sandbox' },
  {
    name: 'an option without quotes in the file of the package',
    how: `echo TOR_SMTP_OPTIONS=--log-names > ${OPTIONS}`,
    id: 'tor-sandbox',
  },
  {
    name: 'onion senders may write to ordinary addresses, and tor-smtp does not connect to those',
    how: `echo 'TOR_SMTP_CLEARNET = yes' >> /etc/exim4/conf.d/main/000_localmacros; update-exim4.conf`,
    id: 'exim-clearnet',
  },
  {
    name: 'the file of ordinary domains that have an onion is not there',
    how: `echo 'TOR_SMTP_MAP_FILE = /etc/exim4/onion-map' >> /etc/exim4/conf.d/main/000_localmacros; update-exim4.conf`,
    id: 'exim-map',
    says: /does not exist/,
  },
  {
    name: 'Exim may not read that file',
    how: 'chmod 0600 /etc/exim4/onion-map',
    id: 'exim-map',
    says: /cannot read/,
  },
];
