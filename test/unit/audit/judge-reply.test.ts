import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge } from '../../../src/audit/judge/judge.js';
import { EXPECTED, found, ONION, reply, transcript } from './judge.js';

describe('a reply', () => {
  for (const [text, ...expected] of [
    [
      '250 mail.example Exim 4.96 Sun, 22 Nov 2026 11:35:35 +0100',
      'host mail.example',
      'time Sun, 22 Nov 2026 11:35:35 +0100',
      'software Exim',
      'version 4.96',
    ],
    ['550 postfix/smtpd says no', 'software postfix'],
    ['550 5.1.1 rejected by SpamAssassin 3.4.6', 'software SpamAssassin', 'version 3.4.6'],
    ['250 Sun Nov 22 11:35:35 CET 2026', 'time Sun Nov 22 11:35:35 CET 2026'],
    ['250 it is 2026-11-22T11:35:35Z', 'time 2026-11-22T11:35:35Z'],
    ['250 it is 11:35', 'time 11:35'],
    ['250 here it is -0500', 'time -0500'],
    ['250 CEST', 'time CEST'],
    ['250 at 1795347335', 'time 1795347335'],
    ['250 hello [127.0.0.1]', 'address 127.0.0.1'],
    ['250 hello [IPv6:2001:db8::7]', 'address 2001:db8::7'],
    ['550 see /var/spool/exim4/input', 'path /var/spool/exim4/input'],
    ['550 see C:\\Mail\\x', 'path C:\\Mail\\x'],
    ['550 mailbox of root is full', 'user root'],
    ['250 OK id=1rABcd-0001Xy-Zz', 'identifier 1rABcd-0001Xy-Zz'],
    ['250 OK id=1rABcd-00000001XyZ-1a2B', 'identifier 1rABcd-00000001XyZ-1a2B'],
    ['250 2.0.0 Ok: queued as 4FvWq12abc', 'identifier 4FvWq12abc'],
    ['250 Bye 9E074c', 'mark 9E074c'],
    ['550 see 3f2504e04f8911d39a0c0305e82c3301', 'mark 3f2504e04f8911d39a0c0305e82c3301'],
    ['550 no such user bob@clear.example', 'host clear.example'],
    ['550 <root@vm> is over quota', 'host vm', 'user root'],
  ] as const) {
    it(`gives away: ${text}`, () => {
      assert.deepEqual(found(text).sort(), [...expected].sort());
    });
  }

  for (const text of [
    `250 ${ONION} ESMTP`,
    `250 ${ONION.toUpperCase()} and alias.tor`,
    '250 2.1.5 OK',
    '550-5.7.1 No\n550 5.7.1 relay not permitted, e.g. none',
    '250 SIZE 52428800',
    '550 facade, decade, 1234567, 8bitmime, base64, a1b2',
    '552 5.3.4 Message size exceeds maximum permitted',
    '501 "@" or "." expected after "a"',
    '550 Too many recipients (100)',
    '500 line longer than 512 octets, see RFC 5321',
    '501 <>: missing or malformed local part',
  ]) {
    it(`gives nothing away: ${text}`, () => assert.deepEqual(found(text), []));
  }

  it('may repeat what was sent', () => {
    const text = '501 <root@clear.example>: not [192.0.2.1] at 11:35 by Exim /etc/passwd';
    assert.deepEqual(
      found(text, 'x <root@clear.example> [192.0.2.1] 11:35 Exim /etc/passwd', ['clear.example']),
      [],
    );
  });

  it('is searched for secrets: whole words, any case, the longest alone', () => {
    const secrets = ['real.example', 'mx.real.example', 'vm', '4711'];
    assert.deepEqual(found('250 MX.Real.Example closing', 'QUIT', secrets), ['secret mx.real.example']);
    assert.deepEqual(found('250 vm, not vmware', 'QUIT', secrets), ['secret vm']);
    assert.deepEqual(found('250 vmware 14711', 'QUIT', secrets), []);
    assert.deepEqual(found('250 mx.real.example and real.example', 'QUIT', secrets), [
      'secret mx.real.example',
      'secret real.example',
    ]);
  });

  it('to EHLO lists only what is neutral', () => {
    const text = `250-${ONION}\n250-SIZE 1000\n250-PIPELINING\n250-8BITMIME\n250-XCLIENT NAME\n250-PRDR\n250 HELP`;
    assert.deepEqual(found(text, 'EHLO x'), ['extension XCLIENT NAME', 'extension PRDR']);
    assert.deepEqual(found(text, 'HELP'), []);
  });

  it('that challenges is decoded', () => {
    const challenge = Buffer.from('<1896.697170952@clear.example>').toString('base64');
    assert.ok(found(`334 ${challenge}`, 'AUTH CRAM-MD5', ['clear.example']).includes('secret clear.example'));
    const ntlm = Buffer.from('clear.example', 'utf16le').toString('base64');
    assert.ok(found(`334 ${ntlm}`, 'AUTH NTLM', ['clear.example']).includes('secret clear.example'));
  });

  it('that is not allowed is told with the cure of its topic', () => {
    const [finding] = judge([transcript('VRFY x', [reply('451 later')])], [], EXPECTED);
    assert.equal(finding?.kind, 'reply');
    assert.equal(finding?.what, 'Topic: 451 where 250 or 5xx is right');
    assert.equal(finding?.cure, 'Cure.');
    assert.deepEqual(found('550 no'), []);
    assert.deepEqual(found('', 'NOOP', [], 'close'), ['reply close']);
  });

  it('with escape sequences is shown without them', () => {
    const [finding] = judge([transcript('VRFY x', [reply('550 vm\x1b[2J\x9b')])], ['vm'], EXPECTED);
    assert.equal(finding?.received, '550 vm\\x1b[2J\\x9b');
  });
});
