import { createHash } from 'node:crypto';
import { DOMAIN, FIRST, HOST } from '../site/site.js';
import {
  ALICE,
  type Check,
  crowd,
  deliver,
  giveUp,
  goesOut,
  leaves,
  probes,
  replies,
  stolen,
  stored,
} from './checks.js';

/** A replacement in what a file under /etc/exim4/conf.d gives to the configuration. */
export type Edit = readonly [file: string, text: string | RegExp, replacement: string];

/** One protection, how it is switched off, and what then shows that it was needed. */
export interface Protection {
  readonly name: string;
  /** What the site has beside the shipped files, with and without the protection. */
  readonly given?: readonly Edit[];
  readonly off: readonly Edit[];
  readonly check: Check;
  /** What is found without it. */
  readonly found: RegExp;
}

const MAIN = 'main/045_tor-hidden';
const MACROS = 'main/005_tor-hidden-macros';
const ACL = 'acl/045_tor-hidden';
const ROUTER = 'router/040_tor-hidden';
const TRANSPORT = 'transport/045_tor-hidden';
const REWRITE = 'rewrite/010_tor-hidden';
const OPTIONS = 'main/02_exim4-config_options';
const LOCAL = 'main/000_localmacros';

/** The onion side of an option gets what the ordinary side has. */
const same = (option: string, ordinary: string): Edit => [
  MAIN,
  new RegExp(`^${option} =[^$]*?\\$\\{if TOR_HIDDEN_SIDE \\{.*?\\}\\{TOR_HIDDEN_CLEAR_\\w+\\}\\}`, 'm'),
  `${option} = ${ordinary}`,
];
const site = (macros: string): Edit => [LOCAL, /$/, `${macros}\n`];

/** A signature of the right body (RFC 6376 3.4.4): only then is the key asked for. */
const bh = createHash('sha256').update('the body\r\n').digest('base64');
const signature = `v=1; a=rsa-sha256; c=relaxed/relaxed; d=evil.example; s=x; h=from; bh=${bh}; b=${bh}`;
const signed = { header: [`DKIM-Signature: ${signature}`, 'From: a@evil.example'] };
const BOBS = `pen.name@${FIRST.name}`;
const toAll = { to: [ALICE, BOBS] };
const noId = replies(
  [
    'EHLO x',
    'MAIL FROM:<a@far.example> PRDR',
    ...toAll.to.map((to) => `RCPT TO:<${to}>`),
    'DATA',
    'Subject: x\r\n\r\nx\r\n.',
    'NOOP',
    'NOOP',
    'NOOP',
  ],
  /id=/,
);
/** What keeps Exim from answering: each by itself is enough in most cases. */
const BOUNCES: readonly [Edit, Edit] = [
  [ROUTER, /^ {2}errors_to =\n/gm, ''],
  [REWRITE, /^\* .*F$/m, ''],
];
/** Routers that take the mail to where Debian's take any. */
const ORDINARY_WAY: readonly Edit[] = [
  [ROUTER, /qualify_domain = tor-hidden.invalid/g, `qualify_domain = ${DOMAIN}`],
  [ROUTER, /^tor_hidden_unknown:[\s\S]*?(?=^# Answers)/m, ''],
];

export const PROTECTIONS: readonly Protection[] = [
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
    name: 'no look-up of the name of the client',
    off: [[MACROS, /^MAIN_HOST_LOOKUP = .*$/m, 'MAIN_HOST_LOOKUP = *']],
    check: goesOut(async (where) => talkTo(where, ['QUIT'])),
    found: /question PTR/,
  },
  {
    name: 'no look-up when the client says it is this machine',
    off: [same('helo_lookup_domains', '@ : @[]')],
    check: goesOut(async (where) => talkTo(where, [`EHLO ${HOST}`])),
    found: /question PTR/,
  },
  {
    name: 'no look-up of what the client says it is',
    given: [site('TOR_HIDDEN_CLEAR_HELO_TRY_VERIFY_HOSTS = *')],
    off: [same('helo_try_verify_hosts', '*')],
    check: goesOut(async (where) => talkTo(where, ['EHLO far.example'])),
    found: /question A far\.example/,
  },
  {
    name: 'no ident',
    given: [site('TOR_HIDDEN_CLEAR_RFC1413_HOSTS = *\nrfc1413_query_timeout = 1s')],
    off: [same('rfc1413_hosts', '*')],
    check: goesOut(async (where) => talkTo(where, ['EHLO far.example'])),
    found: /connections opened/,
  },
  {
    name: 'addresses without a domain are not completed',
    given: [
      site('TOR_HIDDEN_CLEAR_SENDER_UNQUALIFIED_HOSTS = *\nTOR_HIDDEN_CLEAR_RECIPIENT_UNQUALIFIED_HOSTS = *'),
    ],
    off: [same('sender_unqualified_hosts', '*'), same('recipient_unqualified_hosts', '*')],
    check: replies(['EHLO x', 'MAIL FROM:<a>'], /^250 OK/),
    found: /^250 OK/,
  },
  {
    name: "postmaster without a domain is the onion's",
    off: [[REWRITE, /^\\N.*S$/m, '']],
    check: probes(/^rcpt-postmaster$/),
    found: /rcpt-postmaster/,
  },
  {
    name: 'the ACL of its own for recipients',
    off: [[MACROS, /^MAIN_ACL_CHECK_RCPT = .*$/m, '']],
    check: probes(/^rcpt-(clearnet|stranger|secret)/),
    found: /rcpt-stranger/,
  },
  {
    name: 'only the domains of the onion',
    off: [[ACL, '!domains = TOR_HIDDEN_DOMAINS', '!domains = +local_domains : TOR_HIDDEN_DOMAINS']],
    check: probes(/^rcpt-(clearnet|stranger|secret)/),
    found: /which domains the machine serves/,
  },
  {
    name: 'only the users of the table',
    off: [[ROUTER, /^ {2}condition = .*HAS_MAIL\}\n {2}data = TOR_HIDDEN_USER\n/m, '  data = $local_part\n']],
    check: probes(/^rcpt-own-(user|nobody)$/),
    found: /whether an account exists/,
  },
  {
    name: 'one text for all that is refused',
    given: [[ROUTER, 'data = :fail: Unknown user', `data = :fail: no \\$local_part\\@\\$domain at ${HOST}`]],
    off: [[ACL, '          message = Unknown user\n', '']],
    check: probes(/^rcpt-own-nobody$/),
    found: new RegExp(HOST),
  },
  {
    name: 'signatures are not verified',
    off: [[ACL, '          control = dkim_disable_verify\n', '']],
    check: goesOut((where) => deliver(where, signed)),
    found: /question TXT x\._domainkey\.evil\.example/,
  },
  {
    name: 'no bounce: errors are ignored',
    off: [BOUNCES[0]],
    check: goesOut(async (where) => {
      await where.sh('mkdir /var/mail/alice');
      await deliver(where);
      await where.sh('sleep 2.1; exim4 -q; rmdir /var/mail/alice');
    }),
    given: [
      ['retry/30_exim4-config', /^\*\s.*$/m, '* * F,1s,1s'],
      ['retry/010_tor-hidden', /^\*tor-hidden.*$/m, ''],
    ],
    found: /made <= <>/,
  },
  {
    name: 'no bounce: the sender is not kept',
    off: [BOUNCES[1]],
    check: leaves(giveUp),
    found: /question MX far\.example/,
  },
  {
    name: 'no warning of a delay',
    given: [site('delay_warning = 1s'), ...BOUNCES],
    off: [same('delay_warning_condition', 'yes')],
    check: goesOut(async (where) => {
      await where.sh('mkdir /var/mail/alice');
      await deliver(where);
      await where.sh('sleep 2.1; exim4 -qff; rmdir /var/mail/alice; exim4 -qff');
    }),
    found: /made <= <>/,
  },
  {
    name: 'routers of its own: no .forward',
    off: ORDINARY_WAY,
    given: [site('# alice has a .forward')],
    check: goesOut(async (where) => {
      where.write('/home/alice/.forward', 'alice@far.example\n');
      await where.sh('chown alice: /home/alice/.forward');
      await deliver(where);
      await where.idle();
      await where.sh('rm /home/alice/.forward');
    }),
    found: /question MX far\.example/,
  },
  {
    name: 'no request for a receipt',
    off: [[ROUTER, /^ {2}headers_remove =.*\n(?:.*\\\n)*.*By\n/m, '']],
    check: stored(/^Disposition-Notification-To/, ['Disposition-Notification-To: a@far.example']),
    found: /Disposition/,
  },
  {
    name: 'a Received line of its own',
    off: [same('received_header_text', 'TOR_HIDDEN_CLEAR_RECEIVED_HEADER_TEXT')],
    check: stored(/Exim|127\.0\.0\.1|secret-host|\+1[23]45/),
    found: /secret-host/,
  },
  {
    name: 'a mailbox without the time of delivery',
    off: [[TRANSPORT, /envelope_to_add/g, 'envelope_to_add\n  delivery_date_add']],
    check: stored(/\+1[23]45/),
    found: /Delivery-date/,
  },
  {
    name: 'onion addresses are for their owners: the sendmail command, envelope',
    off: [[MAIN, /^acl_not_smtp = .*$/m, '']],
    check: stolen(ALICE, 'bob@far.example'),
    found: /taken/,
  },
  {
    name: 'onion addresses are for their owners: the sendmail command, header',
    off: [[ACL, /\$\{addresses:\$h_from:\}:\$\{addresses:\$h_sender:\}:/, '']],
    check: stolen(BOBS, `Alice <${ALICE}>`),
    found: /taken/,
  },
  {
    name: 'onion addresses are for their owners: not beside an ordinary one',
    off: [[ACL, /^ {2}# Two identities[\s\S]*?\n\n/m, '\n']],
    check: stolen(`bob@${DOMAIN}`, BOBS),
    found: /taken/,
  },
  {
    name: 'onion addresses are for their owners: SMTP',
    off: [
      [
        MACROS,
        /\{\$\{if acl\{\{tor_hidden_not_theirs\}\}\{tor_hidden_refuse\}\{acl_check_data\}\}\}/,
        '{acl_check_data}',
      ],
    ],
    check: replies(
      ['EHLO x', `MAIL FROM:<${ALICE}>`, `RCPT TO:<alice@${DOMAIN}>`, 'DATA', 'Subject: x\r\n\r\nx\r\n.'],
      /^250 OK id/,
      25,
    ),
    found: /^250 OK id/,
  },
  {
    name: 'connections are left for the ordinary side',
    off: [same('smtp_accept_max_per_host', '0')],
    check: crowd(20),
    found: /the ordinary port says 421/,
  },
  {
    name: 'onion names do not go to DNS',
    off: [['router/070_tor-hidden-guard', /^tor_hidden_guard:[\s\S]*?no_more\n/m, '']],
    check: leaves((where) =>
      where.exim(['-odi', '-f', `alice@${DOMAIN}`, `someone@${FIRST.name}`], 'Subject: x\n\nx\n'),
    ),
    found: /question MX .*onion/,
  },
];

async function talkTo(where: Parameters<Check>[0], lines: readonly string[]) {
  const { talk } = await import('../../../support/machine/client.js');
  return talk(await where.dial(FIRST.port), lines);
}
