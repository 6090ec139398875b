/** Data: what a text can give away, whoever the operator is, and what to do about it. */

/** The kinds of findings, the worst first. */
export type Kind =
  | 'secret'
  | 'software'
  | 'version'
  | 'time'
  | 'address'
  | 'path'
  | 'user'
  | 'host'
  | 'identifier'
  | 'mark'
  | 'extension'
  | 'certificate'
  | 'lookup'
  | 'shared'
  | 'reply'
  | 'difference'
  | 'untested';

/** The most common cure. */
const NAMES =
  'smtp_active_hostname and smtp_banner by port (main/045_tor-hidden), own texts in every ACL (acl/045_tor-hidden)';

/**
 * What each kind is, for a heading, and its cure in Exim. The files named are in contrib/exim4/conf.d and do all of it;
 * contrib/README.md says how to install them.
 */
export const KINDS: Readonly<Record<Kind, { readonly what: string; readonly cure: string }>> = {
  secret: {
    what: 'a secret that was named',
    cure: NAMES,
  },
  software: {
    what: 'the software',
    cure: NAMES,
  },
  version: { what: 'a version', cure: NAMES },
  time: { what: "the machine's time or zone", cure: NAMES },
  address: {
    what: 'an address',
    cure: 'own texts without $sender_host_address, for HELO too: acl_smtp_helo (acl/045_tor-hidden)',
  },
  path: { what: 'a path', cure: 'own texts in every ACL and for routers that fail (acl/045_tor-hidden)' },
  user: {
    what: 'a user of the machine',
    cure: 'own texts in every ACL and for routers that fail (acl/045_tor-hidden)',
  },
  host: {
    what: "a name that is not the onion's",
    cure: NAMES,
  },
  identifier: {
    what: 'an identifier with a time in it',
    cure: 'own text in acl_smtp_data, no PRDR (acl/045_tor-hidden)',
  },
  mark: {
    what: 'a mark, by which this server is known again or two are told to be one',
    cure: NAMES,
  },
  extension: {
    what: 'an extension that few servers offer, or that does more than take mail',
    cure: 'its *_advertise_hosts option empty for this port; no prdr_enable (main/045_tor-hidden)',
  },
  certificate: {
    what: 'a certificate that tells more than the name of the onion',
    cure: 'no TLS on this port (main/045_tor-hidden), or a self-signed certificate that is valid from a midnight (UTC) on',
  },
  lookup: {
    what: 'to the DNS that this server was told a name',
    cure: 'nothing that asks DNS for what a client says: host_lookup, helo_lookup_domains, verify, dnslists, DKIM, SPF (main/045_tor-hidden, acl/045_tor-hidden)',
  },
  shared: {
    what: 'that it is one machine with another',
    cure: 'nothing that is counted for both: a daemon or a socket unit of its own for each onion, mailboxes that only one side fills (contrib/README.md)',
  },
  reply: { what: 'a reply that is not right', cure: '' },
  difference: {
    what: 'a difference between replies that must be the same',
    cure: 'one rule with one text for everything that is not of the onion (acl/045_tor-hidden)',
  },
  untested: {
    what: 'nothing yet: it could not be tried',
    cure: 'if a limit of the server was met, --parallel 1 or another try later',
  },
};

/** A text that gives something of a kind away. */
export interface Pattern {
  readonly kind: Kind;
  readonly pattern: RegExp;
}

const SOFTWARE = [
  'Exim|Postfix|Sendmail|qmail|netqmail|OpenSMTPD|Courier|Exchange|Microsoft|Haraka|Maddy|Mox|Stalwart|Apache|JAMES',
  'Chasquid|smtp4dev|MailHog|Postal|hMailServer|MailEnable|Zimbra|MDaemon|CommuniGate|Kerio|Axigen|iRedMail|mailcow',
  'Mailu|Modoboa|MagicMail|SurgeMail|Lotus|Domino|GroupWise|MessageLabs|Mimecast|Proofpoint|Barracuda|Ironport|zmailer',
  'smail|Mercury|XMail|masqmail|nullmailer|msmtp|ssmtp|dma|aiosmtpd|smtpd\\.py|Nodemailer|Dovecot|Cyrus|rspamd',
  'SpamAssassin|Amavis(?:d-new)?|ClamAV|milter|postscreen|policyd|postgrey|Spamhaus|fail2ban|OpenSSL|GnuTLS|LibreSSL',
  'Debian|Ubuntu|Fedora|CentOS|Red Hat|SUSE|Gentoo|Alpine|NixOS|FreeBSD|OpenBSD|NetBSD|Linux|Windows|Darwin|macOS|Solaris',
  'systemd|Docker|Python|Node\\.js|Perl|Golang|Java',
].join('|');

const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const ZONE =
  'UTC|GMT|WES?T|CES?T|EES?T|MSK|BST|IST|[ECMPA][SD]T|AK[SD]T|HST|JST|KST|SGT|HKT|A[CEW][SD]T|NZ[SD]T|BRT|ART';

/** What follows the day in a date: year, time of day and zone, in any order. */
const REST = String.raw`(?:,? \d{4}(?!\d)|,? \d\d?:\d\d(?::\d\d)?(?:\.\d+)?| [+-]\d{4}| \(?[A-Z]{3,5}\)?(?![a-z]))*`;

/** Searched for in this order in a line without its code and enhanced status. What one finds, the next do not see. */
export const PATTERNS: readonly Pattern[] = [
  {
    kind: 'time',
    pattern: new RegExp(`(?:${DAY}\\w*,? +)?(?:\\d{1,2}[ -]${MONTH}|${MONTH}\\w* +\\d{1,2})\\b${REST}`, 'g'),
  },
  { kind: 'time', pattern: /\b(?:19|20)\d\d[-/](?:0\d|1[0-2])[-/][0-3]\d(?:[T ][\d:.]+Z?)?/g },
  { kind: 'time', pattern: /(?<![\d:.])[0-2]?\d:[0-5]\d(?::[0-6]\d)?(?![\d:])/g },
  { kind: 'time', pattern: /(?<=\s)[+-](?:0\d|1[0-4])[0-5]\d(?!\d)/g },
  { kind: 'time', pattern: new RegExp(`\\b(?:${ZONE})\\b`, 'g') },
  { kind: 'time', pattern: /(?<!\d)1[5-9]\d{8}(?:\.\d+)?(?!\d)/g },
  {
    kind: 'identifier',
    // Exim's message ids, before 4.97 and since: the first part is the time in base 62.
    pattern:
      /(?<![\w-])[0-9A-Za-z]{6}-(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{11}-[0-9A-Za-z]{4})(?![\w-])/g,
  },
  { kind: 'identifier', pattern: /(?<=\bqueued as |\bid=|\bid )[\w.-]{6,}/gi },
  { kind: 'path', pattern: /(?<![\w/:<.])(?:~|\.{1,2})?(?:\/[\w.+-]+){2,}\/?/g },
  { kind: 'path', pattern: /(?<!\w)[A-Z]:\\[\w.\\-]*/g },
  {
    kind: 'user',
    pattern:
      /(?<![\w.-])(?:root|daemon|Debian-exim|www-data|mailnull|mailman|nobody|postdrop|vmail|[ug]id[ =]?\d*|home directory)(?![\w-])/gi,
  },
  { kind: 'software', pattern: new RegExp(`(?<![\\w.])(?:${SOFTWARE})(?!\\w)`, 'gi') },
  // A piece of a hash or of a random number. A decimal number may be a size.
  { kind: 'mark', pattern: /(?<![\w.-])(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{6,}(?![\w.-]*\w)/gi },
  {
    kind: 'version',
    pattern: /(?<![\w.:#-])v?\d{1,3}(?:\.\d{1,5}){1,3}(?:[a-z]\d*|[-_~+]\w+)?(?![\w.]*\w)/g,
  },
];

/** A name with dots whose last label begins with a letter. */
export const HOST = /(?<![\w.@-])(?:[\w-]+\.)+[a-z][a-z0-9-]*[a-z0-9](?![\w-])/gi;
/** The same after an @, where one label is enough. */
export const ADDRESS_DOMAIN = /(?<=@)(?:[\w-]+\.)*[a-z][\w-]*\w/gi;
/** An IPv4 address, or what may be an IPv6 address. */
export const IP = /(?<![\w.])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*:[0-9a-f:.]*)(?![\w.]*\w)/gi;

/** Extensions that many servers offer and that do nothing but take mail. Each other one is a finding. */
export const NEUTRAL =
  /^(?:SIZE(?: \d+)?|8BITMIME|PIPELINING|HELP|ENHANCEDSTATUSCODES|CHUNKING|SMTPUTF8|STARTTLS)$/i;
