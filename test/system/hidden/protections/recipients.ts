import { HOST } from '../site/site.js';
import { probes, replies } from './checks.js';
import { ACL, MACROS, type Protection, REWRITE, ROUTER, same, site } from './protection.js';

/** Who has mail at an onion. */
export const RECIPIENTS: readonly Protection[] = [
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
];
