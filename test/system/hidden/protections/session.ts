import { ALICE, FIRST, HOST } from '../site/site.js';
import { crowd, probes, replies } from './checks.js';
import { deliver } from './deliver.js';
import { ACL, MACROS, OPTIONS, type Protection, same, site } from './protection.js';

const noId = replies(
  [
    'EHLO x',
    'MAIL FROM:<a@far.example> PRDR',
    ...[ALICE, `pen.name@${FIRST.name}`].map((to) => `RCPT TO:<${to}>`),
    'DATA',
    'Subject: x\r\n\r\nx\r\n.',
    'NOOP',
    'NOOP',
    'NOOP',
  ],
  /id=/,
);

/** What a session on an onion port says, and how many there are. */
export const SESSION: readonly Protection[] = [
  {
    name: 'the greeting without version and date',
    off: [same('smtp_banner', '$smtp_active_hostname ESMTP Exim $version_number $tod_full')],
    check: probes(/^greeting$/),
    found: /Exim[\s\S]*4\.96|4\.96[\s\S]*Exim/,
  },
  {
    name: 'the name of the onion by its port',
    off: [same('smtp_active_hostname', '$primary_hostname')],
    check: probes(/^greeting$/),
    found: new RegExp(HOST),
  },
  {
    name: 'the answer to EHLO without the address of the client',
    off: [[ACL, '  accept  message = $smtp_active_hostname', '  accept']],
    check: probes(/^ehlo$/),
    found: /address: .*127\.0\.0\.1|secret: .*127\.0\.0\.1/,
  },
  {
    name: 'PRDR switched off',
    off: [[OPTIONS, 'prdr_enable = false', 'prdr_enable = true']],
    check: probes(/^ehlo$/),
    found: /extension: .*PRDR/,
  },
  {
    name: 'PRDR refused even where it is on',
    given: [[OPTIONS, 'prdr_enable = false', 'prdr_enable = true']],
    off: [[ACL, 'condition = $prdr_requested', 'condition = no']],
    check: noId,
    found: /id=\w{6}-/,
  },
  {
    name: 'the answer to a message without its id',
    off: [[ACL, '  accept  message = OK', '  accept']],
    check: async (where) => (await deliver(where)).filter((reply) => /id=/.test(reply)),
    found: /id=\w{6}-/,
  },
  {
    name: 'no AUTH',
    given: [
      [
        'auth/00_exim4-config_header',
        /$/,
        '\nplain_server:\n  driver = plaintext\n  public_name = PLAIN\n  server_condition = no\n',
      ],
    ],
    off: [same('auth_advertise_hosts', '*')],
    check: probes(/^ehlo$/),
    found: /extension: .*AUTH/,
  },
  {
    name: 'no DSN',
    given: [site('TOR_HIDDEN_CLEAR_DSN_ADVERTISE_HOSTS = *')],
    off: [same('dsn_advertise_hosts', '*')],
    check: probes(/^ehlo$|^rcpt-notify-success$/),
    found: /extension: .*DSN/,
  },
  {
    name: 'no PIPECONNECT',
    off: [same('pipelining_connect_advertise_hosts', '*')],
    check: probes(/^ehlo$/),
    found: /extension: .*PIPE_?CONNECT/,
  },
  {
    name: 'no STARTTLS',
    off: [[MACROS, /^TOR_HIDDEN_STARTTLS =$/m, 'TOR_HIDDEN_STARTTLS = *']],
    check: replies(['EHLO x'], /STARTTLS/),
    found: /STARTTLS/,
  },
  {
    name: 'connections are left for the ordinary side',
    off: [same('smtp_accept_max_per_host', '0')],
    check: crowd(20),
    found: /the ordinary port says 421/,
  },
];
