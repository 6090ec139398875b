import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { exchange } from '../../../support/exim/exchange.js';
import type { Exim } from '../../../support/exim/exim.js';
import { alice, author, bob, carol, letter, toBob } from '../../../support/exim/names.js';

const DATE = /^Date: (\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:00 \+0000)\r\n/;

describe('exim: Date and Message-ID of an onion sender', () => {
  const mail = exchange('exim-stamp', { extensions: ['PIPELINING', '8BITMIME', 'SIZE', 'DSN', 'PRDR'] });

  it('has the time of reception in UTC, whatever the zone and however late the attempt', async () => {
    const exim = mail.sender({ main: 'timezone = Asia/Kolkata\n' });
    await exim.submit(letter(author, toBob.to), { ...toBob, queue: true });
    const received = 1_700_000_042;
    const input = join(exim.spool, 'input');
    const file = join(input, readdirSync(input).find((name) => name.endsWith('-H')) ?? '');
    writeFileSync(file, readFileSync(file, 'latin1').replace(/^\d{10} 0$/m, `${received} 0`), 'latin1');
    const before = mail.server.sessions.length;
    await exim.runQueue(true);
    const [, date] = mail.server.sessions[before]?.messages[0]?.match(DATE) ?? assert.fail(exim.log());
    assert.equal(date, 'Tue, 14 Nov 2023 22:14:00 +0000');
  });

  it('has a Message-ID that stays the same from attempt to attempt and for every recipient', async () => {
    const exim = mail.sender();
    const to = { from: author, to: [`b@${bob}`, `c@${carol}`] };
    const { message } = await mail.send(exim, letter(author, to.to), to);
    mail.chain.tor.set(carol, mail.server.port);
    const before = mail.server.sessions.length;
    await exim.runQueue(true);
    mail.chain.tor.set(carol, undefined);
    assert.equal(mail.server.sessions[before]?.messages[0], message);
  });

  it('has one Message-ID for those who read it here and those elsewhere, so that answers to both meet', async () => {
    for (const own of ['', 'Message-ID: <original@laptop>\n']) {
      const exim = mail.sender({ domains: [alice, 'clear.example'] });
      const to = { from: author, to: [`b@${bob}`, 'joe@clear.example', `Friend@${alice}`] };
      const { message } = await mail.send(exim, own + letter(author, toBob.to), to);
      const ids = [message, ...exim.mail()].map((copy) => copy.match(/^Message-ID: .*?(?=\r?$)/gim));
      assert.equal(ids.length, 3, exim.log());
      assert.deepEqual(ids[1], ids[0]);
      assert.deepEqual(ids[2], ids[0]);
      assert.match(ids[0]?.join() ?? '', new RegExp(`^Message-ID: <[0-9a-f]{40}@${alice}>$`));
    }
  });

  it('leaves the Message-ID of mail that arrives alone', async () => {
    const exim = mail.chain.sender({ domains: ['clear.example'] });
    const dialogue = `EHLO x\r\nMAIL FROM:<b@${bob}>\r\nRCPT TO:<joe@clear.example>\r\nDATA\r\n${`Message-ID: <1@${bob}>\n${letter(`b@${bob}`, ['joe@clear.example'])}`.replace('\n.\n', '\n..\n').replaceAll('\n', '\r\n')}.\r\nQUIT\r\n`;
    await exim.run(['-bs', '-odf', '-oMa', '203.0.113.7'], dialogue);
    assert.match(exim.mail()[0] ?? exim.log(), new RegExp(`^Message-ID: <1@${bob}>$`, 'm'));
  });

  it("has a Message-ID that only the key, the onion and the author's Message-ID decide", async () => {
    const message = `Message-ID: <original@laptop>\n${letter(author, toBob.to)}`;
    const id = async (exim: Exim, to = toBob, text = message) => {
      const [, found = ''] = (await mail.send(exim, text, to)).message.match(/^Message-ID: <(.*)@/m) ?? [];
      return found;
    };
    const exim = mail.sender();
    const first = await id(exim);
    assert.equal(await id(exim), first, 'the author sends it again');
    const other = { from: `author@${carol}`, to: toBob.to };
    assert.notEqual(await id(exim, other, message.replaceAll(alice, carol)), first);
    writeFileSync(join(exim.folder, 'secret'), 'z'.repeat(40));
    assert.notEqual(await id(exim), first);
  });
});
