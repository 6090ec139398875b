import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { names } from '../../../player/names.js';
import { withChain } from '../../../support/exim/chain.js';
import { exchange } from '../../../support/exim/exchange.js';
import { alice, author, bob, letter, toBob, toCarol } from '../../../support/exim/names.js';
import { expectBounce } from './bounce.js';

describe('exim: what the shipped routers and transport refuse, defer and discard', () => {
  const mail = exchange('exim-refusals', { domains: [alice, 'clear.example'] });
  it('bounces at the first attempt when the onion is mistyped, with the words of tor-smtp', async () => {
    const to = [`b@${names.MISTYPED}`];
    const words = /Mail delivery failed.* 550 5\.1\.2 /;
    await expectBounce(mail.sender(), mail.server, letter(author, to), { from: author, to }, words);
  });

  it('bounces every message to a mistyped onion at once, and keeps no record of it', async () => {
    const exim = mail.sender();
    const to = [`b@${names.MISTYPED}`, `c@${names.MISTYPED}`];
    for (const bounces of [1, 2, 3]) {
      await exim.submit(letter(author, to), { from: author, to });
      assert.equal(exim.mail().length, bounces, exim.log());
      assert.match(exim.mail().at(-1)?.replace(/\s+/g, ' ') ?? '', /after RCPT TO:<c@.* 550 5\.1\.2 /);
      assert.equal(await exim.queue(), '');
    }
    assert.doesNotMatch(await exim.records('retry'), /127\.0\.0\.1|@/);
  });

  it('bounces what cannot be an onion name, and asks Tor for none', async () => {
    const before = mail.chain.tor.dialled.length;
    for (const domain of ['onion', 'short.onion', `x-.${bob}`, `${'a'.repeat(64)}.${bob}`]) {
      const to = [`b@${domain}`];
      await expectBounce(
        mail.sender(),
        mail.server,
        letter(author, to),
        { from: author, to },
        /550 5\.1\.2 /,
      );
    }
    assert.equal(mail.chain.tor.dialled.length, before);
  });

  it('waits for an onion that is away', async () => {
    const exim = mail.sender();
    await exim.submit(letter(author, toCarol.to), toCarol);
    assert.match(exim.log(), / == c@.* defer .* 451 4\.4\.1 /);
    assert.deepEqual(exim.mail(), []);
  });

  it('waits when the transport does not say where to: a fault of the configuration bounces no mail', async () => {
    const exim = mail.sender({ edit: (_path, text) => text.replace(/^ *helo_data = .*$/gm, '') });
    await exim.submit(letter(author, toBob.to), toBob);
    assert.match(exim.log(), / == b@.* defer .* 451 4\.3\.5 .*helo_data/);
    assert.deepEqual(exim.mail(), []);
  });

  it('waits when nothing listens for the transport', async () => {
    const exim = mail.sender({ macros: { TOR_SMTP_PORT: '1' } });
    await exim.submit(letter(author, toBob.to), toBob);
    assert.match(exim.log(), / == b@.* defer .*Connection refused/);
  });

  it('sends no mail of an onion sender to the clearnet', async () => {
    const to = ['joe@clearnet.example'];
    await expectBounce(
      mail.sender(),
      mail.server,
      letter(author, to),
      { from: author, to },
      /an onion sender can write to onion/,
    );
  });

  it('says so at RCPT where the ACL verifies recipients', async () => {
    const dialogue = ['EHLO x', `MAIL FROM:<${author}>`, 'RCPT TO:<joe@clearnet.example>', 'QUIT', ''];
    const { output } = await mail.sender().run(['-bs', '-oMa', '203.0.113.7'], dialogue.join('\r\n'));
    assert.match(output, /^550[- ].*an onion sender can write to onion addresses only/m);
  });

  it('sends it through Tor with TOR_SMTP_CLEARNET, with the same care', () =>
    withChain('exim-clearnet', { args: ['--allow', '*'] }, async ({ tor, sender }) => {
      tor.set('clearnet.example', mail.server.port);
      const before = mail.server.sessions.length;
      const to = ['joe@clearnet.example'];
      const exim = sender({ domains: [alice], macros: { TOR_SMTP_CLEARNET: 'yes' } });
      await exim.submit(`X-Mailer: leak\n${letter(author, to)}`, { from: author, to });
      assert.match(exim.log(), / => joe@.* R=tor_smtp_onion_to_any T=tor_smtp /);
      assert.doesNotMatch(mail.server.sessions[before]?.messages[0] ?? '', /leak|secret-host|^$/);
    }));

  it('delivers mail of an onion sender to mailboxes on this machine', async () => {
    const exim = mail.sender();
    await exim.submit(letter(author, ['c@clear.example']), { from: author, to: ['c@clear.example'] });
    assert.equal(exim.mail().length, 1);
  });
});
