import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge } from '../../../src/audit/judge/judge.js';
import { parseProbes } from '../../../src/audit/session/probe-text.js';
import type { Reply } from '../../../src/audit/session/replies.js';
import type { Exchange, Transcript } from '../../../src/audit/session/transcript.js';

const ONION = 'onion2y.onion';
const [GREETING, ONE, OTHER] = parseProbes(
  '= Topic\n! Cure.\ngreeting  nothing  220  -\none  greeting  250 5xx  VRFY $A\nother  greeting  250 5xx  VRFY $A',
) as [Transcript['probe'], Transcript['probe'], Transcript['probe']];

function reply(text: string, code = text.slice(0, 3)): Reply {
  return { code, lines: text.split('\n') };
}

/** One connection: a probe's command and the replies to it. */
function transcript(sent: string, replies: Reply[], probe = ONE, values = {}): Transcript {
  const exchange: Exchange = { name: probe.name, step: probe.steps[0], sent: `${sent}\r\n`, replies };
  return { probe, values, exchanges: [exchange] };
}

const EXPECTED = { names: [ONION, 'alias.tor'], equal: [] };

/** What is found in a reply to `sent`, as kind and text. */
function found(text: string, sent = 'NOOP', secrets: string[] = [], code?: string): string[] {
  const findings = judge([transcript(sent, [reply(text, code)])], secrets, EXPECTED);
  return findings.map((finding) => `${finding.kind} ${finding.text}`);
}

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

describe('a certificate', () => {
  const lines = [
    `subject CN=${ONION}`,
    `names DNS:${ONION}`,
    `issuer CN=${ONION}`,
    'valid from 2024-01-01T00:00:00Z',
    'valid until 2034-01-01T11:22:33Z',
    'fingerprint AB:CD',
    'key 00',
  ];
  const certificate = (index: number, line: string) =>
    [...lines.slice(0, index), line, ...lines.slice(index + 1)].join('\n');

  it('made for the onion gives nothing away', () => {
    assert.deepEqual(found(lines.join('\n'), 'STARTTLS', ['clear.example'], 'TLS'), []);
  });

  for (const [index, line, expected] of [
    [0, 'subject CN=mx.clear.example', ['secret clear.example', 'certificate issuer']],
    [1, `names DNS:${ONION}, DNS:other.example`, ['host other.example']],
    [1, 'names IP Address:192.0.2.7', ['address 192.0.2.7']],
    [2, "issuer C=US, O=Let's Encrypt, CN=R3", ['certificate issuer']],
    [3, 'valid from 2024-01-01T07:08:09Z', ['certificate valid from']],
    [5, 'fingerprint 11:22', ['secret 11:22']],
  ] as const) {
    it(`gives away: ${line}`, () => {
      const texts = found(certificate(index, line), 'STARTTLS', ['clear.example', '11:22'], 'TLS');
      assert.equal(texts.length, expected.length, texts.join());
      for (const [at, start] of expected.entries()) assert.ok(texts[at]?.startsWith(start), texts.join());
    });
  }
});

describe('several connections', () => {
  it('are searched for the name that the server calls itself', () => {
    const greeting = transcript('', [reply('220 vm ESMTP')], GREETING);
    const first = { ...greeting, exchanges: greeting.exchanges.map((each) => ({ ...each, sent: '' })) };
    const findings = judge([first, transcript('QUIT', [reply('250 vm closing')])], [], EXPECTED);
    assert.deepEqual(
      findings.map(({ kind, text, received }) => [kind, text, received]),
      [
        ['host', 'vm', '220 vm ESMTP'],
        ['host', 'vm', '250 vm closing'],
      ],
    );
  });

  it('with the same give-away make one finding, whatever their clock says and they repeat', () => {
    const findings = judge(
      [
        transcript('VRFY aa', [reply('550 aa at 11:35:35')]),
        transcript('VRFY bb', [reply('550 bb at 11:35:36')], OTHER),
      ],
      [],
      EXPECTED,
    );
    assert.equal(findings.length, 1);
    assert.deepEqual(findings[0]?.probes, ['one', 'other']);
  });

  it('must answer the same words alike, but for the time', () => {
    const [first, second] = parseProbes('one  nothing  220  -\ntwo  one  250  NOOP') as [
      typeof ONE,
      typeof ONE,
    ];
    const run = (text: string): Transcript => {
      const replies = [reply(text)];
      const greeting: Exchange = { name: 'one', step: first.steps[0], sent: '', replies };
      return { probe: second, values: {}, exchanges: [greeting] };
    };
    const texts = (...greetings: string[]) =>
      judge(greetings.map(run), [], EXPECTED)
        .filter(({ kind }) => kind === 'difference')
        .map(({ received }) => received);
    assert.deepEqual(texts('220 alias.tor 1', '220 alias.tor 2', '220 alias.tor 3'), [
      '220 alias.tor 1  |  220 alias.tor 2',
    ]);
    assert.deepEqual(texts('220 alias.tor', '220 alias.tor'), []);
    assert.deepEqual(texts('220 alias.tor at 11:12:13', '220 alias.tor at 11:12:14'), []);
    assert.deepEqual(texts('220 alias.tor', '421 busy'), []);
  });

  it('have to be of the form that is known', () => {
    const forms = { greeting: ['220 $NAME ESMTP', '220 $NAME'] };
    const marks = (text: string) => {
      const greeting = transcript('', [reply(text)], GREETING);
      const step = { send: '', times: 1, right: ['220'] };
      const exchanges = greeting.exchanges.map((each) => ({
        ...each,
        sent: '',
        step: GREETING.steps[0] ?? step,
      }));
      return judge([{ ...greeting, exchanges }], [], { ...EXPECTED, forms }).map(({ kind, text }) => [
        kind,
        text,
      ]);
    };
    for (const right of [`220 ${ONION} ESMTP`, `220 ${ONION.toUpperCase()}`, '220 alias.tor ESMTP']) {
      assert.deepEqual(marks(right), [], right);
    }
    for (const wrong of [`220 ${ONION} ESMTP 12`, `220 ${ONION} ESMTP `, `220 ${ONION} esmtp`, '220 ESMTP']) {
      assert.deepEqual(marks(wrong), [['mark', wrong]], wrong);
    }
  });

  const equal = [{ tells: 'whether an account exists', probes: ['one', 'other'] }];
  const pair = (first: string, second: string) =>
    judge(
      [
        transcript('VRFY u1', [reply(first)], ONE, { A: 'u1' }),
        transcript('VRFY u22', [reply(second)], OTHER, { A: 'u22' }),
      ],
      [],
      { ...EXPECTED, equal },
    )
      .filter(({ kind }) => kind === 'difference')
      .map(({ what, sent }) => [what, sent]);

  it('must answer alike where it is asked for', () => {
    assert.deepEqual(pair('550 u1: no', '550 u22: no'), []);
    assert.deepEqual(pair('550 u1: no', '550 u22: nO'), []);
    assert.deepEqual(pair('550 host.u1.x says no to <u1>', '550 host.u1.x says no to <u22>'), []);
    assert.deepEqual(pair('550 no', '551 no'), [['whether an account exists', 'VRFY u1  |  VRFY u22']]);
    assert.deepEqual(pair('550 u1: no', '550 no'), [['whether an account exists', 'VRFY u1  |  VRFY u22']]);
  });

  it('that could not be made are told, and not compared', () => {
    const untested = { ...transcript('VRFY u22', [], OTHER), untested: 'greeting: 421 busy' };
    const findings = judge([transcript('VRFY u1', [reply('550 no')]), untested], [], { ...EXPECTED, equal });
    assert.deepEqual(
      findings.map(({ kind, received }) => [kind, received]),
      [['untested', 'greeting: 421 busy']],
    );
  });
});
