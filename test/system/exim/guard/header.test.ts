import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exchange } from '../../../support/exim/exchange.js';
import type { Exim, EximSite } from '../../../support/exim/exim.js';
import { alice, bob, carol } from '../../../support/exim/names.js';

const author = `author@${alice}`;
const submission = { from: author, to: [`b@${bob}`] };
const DATE = /^Date: (\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:00 \+0000)\r\n/;
const MESSAGE_ID = new RegExp(`^Message-ID: <([0-9a-f]{40})@${alice}>\r\n`, 'm');

/** Fields that may leave; all are kept octet for octet. */
const ALLOWED = [
  `From: =?utf-8?q?A=20B?= <${author}>\n`,
  `To:b@${bob},\n\tsecond@${bob}\n`,
  `cC:c@${carol}\n`,
  `REPLY-TO: other@${alice}\n`,
  'Subject: \xe9t\xe9 $value $h_from: { \\n \\N^ :\n  folded\n   twice\n',
  'MIME-Version: 1.0 (a comment)\n',
  'Content-Type: multipart/mixed;\n boundary="a: b";\n\tcharset=x\n',
  'content-transfer-encoding: 8bit\n',
  'Content-Language:\n',
  `In-Reply-To: <1@${bob}>\n`,
  `References: <1@${bob}>\n <2@${carol}>\n`,
];

/** Fields that must not: what a mail program, a web mailer, this host and an attacker's idea of a name add. */
const FORBIDDEN = [
  'Received: from laptop (203.0.113.7) by mail.clear.example; Mon, 1 Jan 2024 12:00:00 +0530\n',
  'Return-Path: <leak@clear.example>\n',
  'X-Originating-IP: [203.0.113.7]\n',
  'DKIM-Signature: v=1; d=clear.example;\n\tb=Subject: leak\n',
  'Sender: leak@clear.example\n',
  'Bcc: leak@clear.example\n',
  'Resent-From: leak@clear.example\n',
  'Resent-To: leak@clear.example\n',
  'Resent-Date: Mon, 1 Jan 2024 12:00:00 +0530\n',
  'Resent-Message-ID: <leak@laptop>\n',
  'Date: Mon, 1 Jan 2024 12:00:00 +0530\n',
  'Message-ID: <leak@laptop.home>\n',
  'User-Agent: leak\n',
  'X-Mailer: leak\n From: leak\n',
  'Autocrypt: addr=leak\n',
  'List-Unsubscribe: <mailto:leak@clear.example>\n',
  'Disposition-Notification-To: leak@clear.example\n',
  'Return-Receipt-To: leak@clear.example\n',
  'Errors-To: leak@clear.example\n',
  'X-From: leak\n',
  'From-Host: leak\n',
  'Fro: leak\n',
  'Subject : leak\n',
  'Cc\t: leak@clear.example\n',
  'In-Reply-To: <leak@clear.example>\n',
  'References: <leak@clear.example> leak (leak)\n <leak@mail.clear.example>\n',
  'Content-ID: <leak@clear.example>\n',
  'Content-Location: file:///home/leak\n',
  'Tos: leak\n',
  'Content: leak\n',
  'Contents-Type: leak\n',
  'Subject-Leak: leak\n',
  '.*: leak\n',
  '$h_subject: leak\n',
  '(?i)from|x: leak\n',
  '\\N^.*$\\N: leak\n',
  '*: leak\n',
  '<;: leak\n',
  ': leak\n',
  'X-Empty:\n',
  `${'X'.repeat(900)}: leak\n`,
  `X-Long: ${'leak '.repeat(180)}\n${` ${'leak '.repeat(180)}\n`.repeat(40)}`,
  'X-Carriage-Return: leak\rSubject: leak\r\rTo: leak\n',
  'X-Nul: \0leak\n',
];

/** The two lists in turn, so that each forbidden field follows and precedes an allowed one. */
const mixed = FORBIDDEN.map((field, at) => field + (ALLOWED[at] ?? '')).join('');
const body = '\nbody\nX-Body: stays\n';

describe('exim: the header of an onion sender', () => {
  const mail = exchange('exim-header', { extensions: ['PIPELINING', '8BITMIME', 'SIZE', 'DSN', 'PRDR'] });

  const sender = (site: Partial<EximSite> = {}) => mail.chain.sender({ domains: [alice], ...site });

  it('has a new Date and Message-ID, then what is allowed as it was, and nothing else', async () => {
    const { message } = await mail.send(sender(), mixed + body, submission);
    const rest = message.replace(DATE, '').replace(MESSAGE_ID, '');
    assert.equal(rest, `${ALLOWED.join('')}${body}`.replaceAll('\n', '\r\n'));
  });

  it('keeps of In-Reply-To and References the ids of onions, one by one', async () => {
    const rows: [string, string][] = [
      [`<1@a.example> <2@${bob}> <3@b.example>`, ` <2@${bob}>`],
      [
        `\n <1@${bob}>\n\t<2@c.example>\n\t<3@mail.${carol.toUpperCase()}>`,
        `\n <1@${bob}>\n\t<3@mail.${carol.toUpperCase()}>`,
      ],
      [`"Joe's" message of <1@${bob}><2@d.example><3@${carol}>, (Monday)`, ` <1@${bob}><3@${carol}>`],
      ['<1@onion.example> <2@xonion> <a b@x.onion> <c@x.onion', ''],
    ];
    for (const [given, kept] of rows) {
      const field = `References: ${given}\nSubject: x\n`.replace(': \n', ':\n');
      const { message } = await mail.send(sender(), `From: ${author}\n${field}${body}`, submission);
      const left = kept ? `References:${kept}\n` : '';
      assert.ok(
        message.endsWith(`From: ${author}\n${left}Subject: x\n${body}`.replaceAll('\n', '\r\n')),
        message,
      );
    }
  });

  it('without headers_remove everything leaves', async () => {
    const edit = (_path: string, text: string) => text.replace(/^ *headers_remove = .*$/m, '');
    const { message } = await mail.send(sender({ edit }), mixed + body, submission);
    assert.match(message, /203\.0\.113\.7/);
    assert.match(message, /secret-host/);
  });

  it('keeps every field of a name that occurs twice', async () => {
    const twice = `From: ${author}\nTo: a@${bob}\nSubject: one\nTo: b@${bob}\nSubject: two\n`;
    const { message } = await mail.send(sender(), twice + body, submission);
    assert.ok(message.endsWith(`${twice}${body}`.replaceAll('\n', '\r\n')), message);
  });

  it('is complete when the author sent none, without a name of this host', async () => {
    const { message } = await mail.send(sender(), body.slice(1), submission);
    assert.match(message, DATE);
    assert.match(message, MESSAGE_ID);
    assert.doesNotMatch(message, /secret-host|clear\.example|exim/i);
  });

  /** A client that asks for notifications (RFC 3461) hands in a message; returns the envelope that goes out. */
  async function askForNotification(exim: Exim) {
    const before = mail.server.sessions.length;
    const dialogue = [
      'EHLO laptop',
      `MAIL FROM:<${author}> RET=HDRS ENVID=leak`,
      `RCPT TO:<b@${bob}> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;leak@clear.example`,
      `RCPT TO:<c@${bob}>`,
      'DATA\r\nSubject: x\r\n\r\nx\r\n.\r\nQUIT\r\n',
    ];
    await exim.run(['-bs', '-odf', '-oMa', '203.0.113.7'], dialogue.join('\r\n'));
    return mail.server.sessions[before]?.commands.map((command) => command.replace(/ SIZE=\d+/, ''));
  }
  const OFFERS_DSN = 'dsn_advertise_hosts = *\n';

  it('names nothing in the envelope but the two addresses', async () => {
    const commands = await askForNotification(sender({ main: OFFERS_DSN }));
    assert.deepEqual(commands, [
      `EHLO ${alice}`,
      `MAIL FROM:<${author}>`,
      `RCPT TO:<b@${bob}>`,
      `RCPT TO:<c@${bob}>`,
      'DATA',
      'QUIT',
    ]);
  });

  it('without dsn_lasthop the envelope has what the author asked for', async () => {
    const edit = (_path: string, text: string) => text.replace(/^ *dsn_lasthop$/gm, '');
    const commands = await askForNotification(sender({ main: OFFERS_DSN, edit }));
    assert.match(commands?.join() ?? '', /RET=HDRS ENVID=leak.*NOTIFY=SUCCESS,DELAY ORCPT=rfc822;leak/);
  });
});
