import { ALICE, DOMAIN, FIRST } from '../site/site.js';
import { replies, stolen } from './checks.js';
import { ACL, MACROS, MAIN, type Protection } from './protection.js';

const BOBS = `pen.name@${FIRST.name}`;

/** Onion addresses are for their owners. */
export const OWNERS: readonly Protection[] = [
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
];
