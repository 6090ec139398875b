import { DOMAIN } from '../site/site.js';
import { goesOut, leaves } from './checks.js';
import { deliver, giveUp } from './deliver.js';
import { type Edit, type Protection, REWRITE, ROUTER, same, site } from './protection.js';

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

/** Makes the messages that wait old: in a -H file this line is the time of reception. */
const AGE = "sed -i 's/^[0-9]\\{10\\} 0$/1700000000 0/' /var/spool/exim4/input/*-H";

/** What would answer a message, to whoever sent it. */
export const ANSWERS: readonly Protection[] = [
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
      await where.idle();
      await where.sh(`${AGE}; exim4 -qff; rmdir /var/mail/alice; exim4 -qff`);
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
];
