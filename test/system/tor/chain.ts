import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alice, body, kept, lettersOf } from './letters.js';
import type { TorWorld } from './world.js';

/** exim4 -> xinetd -> tor-smtp -> Tor -> exim4, all of them real, with the shipped files. */
export function wholeChain(world: () => TorWorld): void {
  describe('the whole chain', () => {
    const alices = lettersOf(world);
    const { onion } = alices;

    it('a message arrives once, at the first attempt, as it was typed but for its header', async () => {
      const exim = alices.by.sender();
      await alices.by.write(exim, onion('open'), 'once');
      const [mail = '', ...more] = await alices.by.arrived('once');
      assert.equal(more.length, 0);
      assert.equal(alices.by.attempts(exim).length, 1);
      assert.match(alices.by.attempts(exim)[0] ?? '', / => bob@.* T=tor_smtp /);
      // The receiver offers TLS; with two names in EHLO it is not tried.
      assert.doesNotMatch(exim.log(), /TLS|X=/);
      assert.equal(await exim.queue(), '');

      const end = mail.indexOf('\n\n');
      assert.equal(mail.slice(end + 1), body);
      const header = mail.slice(0, end).split('\n');
      const made = header.filter((line) => /^(Date|Message-ID):/.test(line));
      assert.deepEqual(
        header.filter((line) => !made.includes(line)),
        kept(onion('open'), 'once'),
      );
      assert.equal(made.length, 2);
      assert.match(made.join('\n'), /^Date: .* \+0000$/m);
      assert.match(made.join('\n'), new RegExp(`^Message-ID: <[^@]+@${alice}>$`, 'm'));
      assert.doesNotMatch(mail, /clear\.example|192\.0\.2\.7|2026 23:59:59/);
    });

    it('one message to two onions arrives at both', async () => {
      const exim = alices.by.sender();
      const to = [`bob@${onion('open')}`, `bob@${onion('other')}`];
      const message = `${kept(onion('open'), 'to both').join('\n')}\n${body}`;
      await exim.submit(Buffer.from(message, 'latin1'), { from: `alice@${alice}`, to });
      assert.equal((await alices.by.arrived('to both', 2)).length, 2);
      for (const address of to) assert.match(world().receiver.log(), new RegExp(`for ${address}`));
      assert.equal(await exim.queue(), '');
    });

    it('with one name in EHLO, TLS goes from end to end', async () => {
      const { port: withName } = await world().xinetd(['--helo', alice]);
      const exim = alices.by.sender({ TOR_SMTP_TLS: 'yes' }, withName);
      await alices.by.write(exim, onion('open'), 'in TLS');
      await alices.by.arrived('in TLS');
      assert.match(alices.by.attempts(exim).join(), / => bob@.* X=TLS/);
      assert.match(world().receiver.log(), / <= alice@.* X=TLS/);
    });
  });
}
