import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { exchange } from '../../../support/exim/exchange.js';
import { alice, author, bob, letter, toBob } from '../../../support/exim/names.js';
import { expectBounce, received } from './bounce.js';

describe('exim: what would give an onion sender away', () => {
  const mail = exchange('exim-guard', { domains: [alice, 'clear.example'] });
  it('refuses two identities in one message, unless the macro allows it', async () => {
    const mixed = [
      { from: author, header: 'c@clear.example', words: /From: has an address that is not an onion address/ },
      { from: 'c@clear.example', header: author, words: /envelope sender and From: are not both/ },
    ];
    for (const { from, header, words } of mixed) {
      const message = letter(header, toBob.to);
      await expectBounce(mail.sender(), mail.server, message, { ...toBob, from }, words);
      const before = received(mail.server);
      await mail.sender({ macros: { TOR_SMTP_TWO_IDENTITIES: 'yes' } }).submit(message, { ...toBob, from });
      assert.equal(received(mail.server), before + 1);
    }
  });

  it('refuses an address that this host has completed with its name', async () => {
    for (const field of ['To: joe', 'Cc: Joe <joe@SECRET-host.clear.example>', 'Reply-To: me']) {
      const message = `From: ${author}\n${field}\n\nx\n`;
      await expectBounce(
        mail.sender(),
        mail.server,
        message,
        toBob,
        /has an address (at this host, or one without a domain|that is not an onion)/,
      );
    }
  });

  it('refuses a From: that this host has made up with the full name of the account', async () => {
    const exim = mail.sender();
    await exim.run(
      ['-odf', '-oi', '-oMt', 'root', '-F', 'root', '-f', author, '--', `b@${bob}`],
      'Subject: x\n\nx\n',
    );
    assert.match(exim.log(), /\*\* b@.* R=tor_smtp_account_name/);
    assert.match(exim.mail()[0] ?? '', /full\s+name of an account/);
  });

  it('refuses a header too long to be kept whole', async () => {
    const message = `From: ${author}\nTo: ${`b@${bob},\n `.repeat(1100)}x@${bob}\n\nx\n`;
    await expectBounce(mail.sender(), mail.server, message, toBob, /limited to 65000 octets/);
  });

  it('waits for the key, and sends no Message-ID that anyone can derive', async () => {
    for (const make of [rmSync, (file: string) => writeFileSync(file, 'short\n')]) {
      const exim = mail.sender();
      const secret = join(exim.folder, 'secret');
      make(secret);
      const before = received(mail.server);
      await exim.submit(letter(author, toBob.to), toBob);
      assert.match(exim.log(), / == b@.* R=tor_smtp_stamp defer .*TOR_SMTP_SECRET/);
      assert.equal(received(mail.server), before);
      writeFileSync(secret, 'k'.repeat(32));
      await exim.runQueue(true);
      assert.equal(received(mail.server), before + 1, exim.log());
    }
  });

  it('waits when there is no date in UTC', async () => {
    for (const command of ['/nonexistent', '/usr/bin/env TZ=XXX-5:30 /bin/date -R -d @']) {
      const exim = mail.sender({ macros: { TOR_SMTP_DATE: command } });
      const before = received(mail.server);
      await exim.submit(letter(author, toBob.to), toBob);
      assert.match(exim.log(), / == b@.* defer .*TOR_SMTP_DATE printed no date in UTC/);
      assert.equal(received(mail.server), before);
    }
  });

  it('discards notices of its own to onions elsewhere, and keeps them for the mailboxes here', async () => {
    const exim = mail.sender();
    const notice = 'From: Mailer-Daemon@clear.example\nX-Failed-Recipients: joe@clear.example\n\nx\n';
    const before = received(mail.server);
    await exim.submit(notice, { from: '', to: [`b@${bob}`] });
    assert.match(exim.log(), / => :blackhole: <b@.* R=tor_smtp_no_notices/);
    await exim.submit(notice, { from: '', to: [author] });
    assert.equal(exim.mail().length, 1);
    assert.equal(received(mail.server), before);
    await mail.sender({ macros: { TOR_SMTP_NOTICES: 'yes' } }).submit(notice, { from: '', to: [`b@${bob}`] });
    assert.equal(received(mail.server), before + 1);
  });

  it('sends a receipt of an onion sender, whose envelope is empty, with the same care', async () => {
    const before = mail.server.sessions.length;
    await mail.sender().submit(`X-Mailer: leak\n${letter(author, toBob.to)}`, { ...toBob, from: '' });
    const session = mail.server.sessions[before] ?? assert.fail('nothing arrived');
    assert.equal(session.commands[0], `EHLO ${alice}`);
    assert.doesNotMatch(session.messages.join(), /leak|secret-host/);
  });
});
