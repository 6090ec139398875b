import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exchange } from '../../../support/exim/exchange.js';
import type { Exim } from '../../../support/exim/exim.js';
import { alice, author, bob, carol, toBob } from '../../../support/exim/names.js';
import { ALLOWED, body, mixed } from './fields.js';

const DATE = /^Date: (\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:00 \+0000)\r\n/;
const MESSAGE_ID = new RegExp(`^Message-ID: <([0-9a-f]{40})@${alice}>\r\n`, 'm');

describe('exim: the header of an onion sender', () => {
  const mail = exchange('exim-header', { extensions: ['PIPELINING', '8BITMIME', 'SIZE', 'DSN', 'PRDR'] });

  it('has a new Date and Message-ID, then what is allowed as it was, and nothing else', async () => {
    const { message } = await mail.send(mail.sender(), mixed + body, toBob);
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
      const { message } = await mail.send(mail.sender(), `From: ${author}\n${field}${body}`, toBob);
      const left = kept ? `References:${kept}\n` : '';
      assert.ok(
        message.endsWith(`From: ${author}\n${left}Subject: x\n${body}`.replaceAll('\n', '\r\n')),
        message,
      );
    }
  });

  it('without headers_remove everything leaves', async () => {
    const edit = (_path: string, text: string) => text.replace(/^ *headers_remove = .*$/m, '');
    const { message } = await mail.send(mail.sender({ edit }), mixed + body, toBob);
    assert.match(message, /203\.0\.113\.7/);
    assert.match(message, /secret-host/);
  });

  it('keeps every field of a name that occurs twice', async () => {
    const twice = `From: ${author}\nTo: a@${bob}\nSubject: one\nTo: b@${bob}\nSubject: two\n`;
    const { message } = await mail.send(mail.sender(), twice + body, toBob);
    assert.ok(message.endsWith(`${twice}${body}`.replaceAll('\n', '\r\n')), message);
  });

  it('is complete when the author sent none, without a name of this host', async () => {
    const { message } = await mail.send(mail.sender(), body.slice(1), toBob);
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
    const commands = await askForNotification(mail.sender({ main: OFFERS_DSN }));
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
    const commands = await askForNotification(mail.sender({ main: OFFERS_DSN, edit }));
    assert.match(commands?.join() ?? '', /RET=HDRS ENVID=leak.*NOTIFY=SUCCESS,DELAY ORCPT=rfc822;leak/);
  });
});
