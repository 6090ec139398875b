import type { SiteOptions } from '../site/site.js';

/** The battery is more than a client may ask of a server in a minute. */
export const UNLIMITED = `TOR_HIDDEN_CONNECTION_RATE = 9000 / 1m
TOR_HIDDEN_MESSAGE_RATE = 9000 / 1m
TOR_HIDDEN_CONNECTIONS = 40
smtp_accept_max = 60
`;

/** A site that is unlike the first in all that a client could notice. */
export const UNLIKE: SiteOptions = {
  host: 'another-host.unlike.example',
  zone: 'America/Lima',
  layout: 'daemon',
  macros: `${UNLIMITED}
MESSAGE_SIZE_LIMIT = 7M
MAIN_TLS_ENABLE = yes
MAIN_HARDCODE_PRIMARY_HOSTNAME = another-host.unlike.example
TOR_HIDDEN_CLEAR_SMTP_BANNER = another-host.unlike.example says hello
TOR_HIDDEN_CLEAR_DSN_ADVERTISE_HOSTS = *
TOR_HIDDEN_CLEAR_CHUNKING_ADVERTISE_HOSTS =
TOR_HIDDEN_CLEAR_SENDER_UNQUALIFIED_HOSTS = *
TOR_HIDDEN_CLEAR_RECIPIENT_UNQUALIFIED_HOSTS = *
helo_allow_chars = _
`,
};
/** Debian's Exim as it is, but for PRDR, which has to go for all ports. */
export const PLAIN: SiteOptions = {
  plain: true,
  macros: 'smtp_accept_max = 60\n',
  furnish: ({ sh }) => sh("sed -i 's/^prdr_enable = true//' /etc/exim4/conf.d/main/02_exim4-config_options"),
};

/** What a default Exim says differently every time. */
export const MOMENT = {
  '\\w{3}, \\d\\d \\w{3} \\d{4} [\\d:]{8}': 'DATE',
  '\\d{4}-\\d\\d-\\d\\dT[\\d:]+Z': 'DATE',
  '(serial|fingerprint|key) .*': 'CERTIFICATE',
};
