import { ONION, OTHER } from './audit.js';
import type { Answer } from './server.js';

let clients = 0;

/** Takes mail for whoever writes as somebody of the onion; one connection at a time. */
let own = false;
function relayForOwn(line: string, verb: string): string | undefined {
  if (verb === 'MAIL') own = line.includes(`@${ONION}>`);
  return own && /^RCPT TO:<nobody.*@stranger/.test(line) ? '250 OK' : undefined;
}

/** What one thing does to a server that gives nothing away otherwise, and what must be found. */
export const LEAKS: readonly [string, Answer, string, RegExp, string?][] = [
  [
    'a version in the greeting',
    (line) => (line === '' ? `220 ${ONION} 4.96` : undefined),
    'version',
    /^4\.96$/,
  ],
  ['a name in the greeting', (line) => (line === '' ? '220 vm7 ESMTP' : undefined), 'host', /^vm7$/],
  [
    'a name at the end',
    (_line, verb) => (verb === 'QUIT' ? '221 host7.clear.example' : undefined),
    'secret',
    /host7/,
  ],
  [
    'a path for one odd command',
    (line) => (line === 'BDAT x' ? '501 /etc/exim4/x' : undefined),
    'path',
    /^\/etc/,
  ],
  [
    'a date for a long line',
    (line) => (line.length > 9e4 ? '500 at 11:12:13' : undefined),
    'time',
    /^11:12:13$/,
  ],
  ['a user for NUL', (line) => (line.includes('\0') ? '550 root says no' : undefined), 'user', /^root$/],
  [
    'the client to HELO',
    (_line, verb) => (verb === 'HELO' ? `250 ${ONION} [127.0.0.1]` : undefined),
    'address',
    /^127/,
  ],
  [
    'an extension',
    (_line, verb) => (verb === 'EHLO' ? `250-${ONION}\r\n250 XCLIENT` : undefined),
    'extension',
    /XCL/,
  ],
  [
    'a challenge',
    (line) => (/CRAM/.test(line) ? '334 PDEuMkBob3N0Ny5jbGVhci5leGFtcGxlPg==' : undefined),
    'secret',
    /host7/,
  ],
  ['a second reply', (line) => (line === 'DEBUG' ? '500 No\r\n500 root' : undefined), 'user', /^root$/],
  ['ETRN', (_line, verb) => (verb === 'ETRN' ? '250 OK' : undefined), 'reply', /^250$/],
  ['its other domain', (line) => (/^RCPT TO:<\w+@clear/.test(line) ? '250 OK' : undefined), 'reply', /^250$/],
  [
    'mail for localhost',
    (line) => (/^RCPT.*@localhost>/.test(line) ? '250 OK' : undefined),
    'reply',
    /^250$/,
  ],
  ['mail for a literal', (line) => (/^RCPT.*\[127/.test(line) ? '250 OK' : undefined), 'reply', /^250$/],
  ['a percent', (line) => (/^RCPT.*%clear/.test(line) ? '250 OK' : undefined), 'reply', /^250$/],
  ['a source route', (line) => (/^RCPT.*<@.*clear/.test(line) ? '250 OK' : undefined), 'reply', /^250$/],
  ['a DSN', (line) => (/NOTIFY=SUCCESS/.test(line) ? '250 OK' : undefined), 'reply', /^250$/],
  ['an account to VRFY', (line) => (/^VRFY games$/.test(line) ? '252 Yes' : undefined), 'difference', /Yes/],
  [
    'an account to RCPT',
    (line) => (/^RCPT TO:<games@/.test(line) ? '550 Full' : undefined),
    'difference',
    /Full/,
  ],
  [
    'its domain by another text',
    (line) => (/^RCPT.*@clear/.test(line) ? '550 No relay' : undefined),
    'difference',
    /relay/,
  ],
  [
    'its domain as a sender',
    (line) => (/^MAIL.*@clear/.test(line) ? '550 Not you' : undefined),
    'difference',
    /Not you/,
  ],
  [
    'its other onion',
    (line) => (line.includes(OTHER) ? '550 5.7.1 Later' : undefined),
    'difference',
    /Later/,
  ],
  [
    'its own name in EHLO',
    (line) => (line === 'EHLO clear.example' ? '550 It is me' : undefined),
    'difference',
    /me/,
  ],
  [
    'a text for too many errors',
    (_line, _verb, errors) => (errors > 12 ? '421 Exim is tired' : undefined),
    'software',
    /^Exim$/,
  ],
  [
    'a number in the greeting',
    (line) => (line === '' ? `220 ${ONION} ESMTP 482913` : undefined),
    'mark',
    /482913$/,
    'greeting',
  ],
  [
    'a number behind HELO',
    (_line, verb) => (verb === 'HELO' ? `250 ${ONION} 17` : undefined),
    'mark',
    /17$/,
    'helo',
  ],
  [
    'a hash at the end',
    (_line, verb) => (verb === 'QUIT' ? '221 9e074c' : undefined),
    'mark',
    /^9e074c$/,
    'quit',
  ],
  [
    'a count of its clients',
    (_line, verb) => (verb === 'MAIL' ? `250 2.1.0 OK ${clients++}` : undefined),
    'difference',
    /OK 0 .*OK 1/,
    'rcpt-own',
  ],
  [
    'one usual address',
    (line) => (line === 'RCPT TO:<noc@clear.example>' ? '250 OK' : undefined),
    'reply',
    /^250$/,
    'rcpt-usual',
  ],
  [
    'one usual address by another text',
    (line) => (line === 'RCPT TO:<noc@clear.example>' ? '550 No more' : undefined),
    'difference',
    /No more/,
    'rcpt-usual',
  ],
  [
    'a domain below its own',
    (line) => (/^RCPT TO:<postmaster@lists\.clear/.test(line) ? '250 OK' : undefined),
    'reply',
    /^250$/,
    'rcpt-below',
  ],
  [
    'an account of a list',
    (line) => (line === 'RCPT TO:<annika@clear.example>' ? '250 OK' : undefined),
    'reply',
    /^250$/,
    'rcpt-name',
  ],
  [
    'mail for its own address',
    (line) => (/^RCPT.*@\[192\.0\.2\.9\]/.test(line) ? '250 OK' : undefined),
    'reply',
    /^250$/,
    'rcpt-literal',
  ],
  [
    'an account in upper case',
    (line) => (/^RCPT TO:<GAMES@/.test(line) ? '550 Full' : undefined),
    'difference',
    /Full/,
    'rcpt-own',
  ],
  [
    'a sub-address',
    (line) => (/^RCPT TO:<games[+]audit@clear/.test(line) ? '250 OK' : undefined),
    'reply',
    /^250$/,
    'rcpt-clearnet',
  ],
  [
    'another onion to ETRN',
    (line) => (line === `ETRN ${OTHER}` ? '500 Not now' : undefined),
    'difference',
    /Not now/,
    'etrn',
  ],
  ['a relay for its own senders', relayForOwn, 'reply', /^250$/, 'rcpt-stranger'],
];
