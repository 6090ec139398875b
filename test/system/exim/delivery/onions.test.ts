import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { exchange } from '../../../support/exim/exchange.js';
import type { Exim, EximSite } from '../../../support/exim/exim.js';
import { author, bob, carol, letter, toBob, toCarol } from '../../../support/exim/names.js';
import { contrib } from '../../../support/paths.js';
import { until } from '../../../support/wait.js';
import { ONE_MESSAGE, SOURCE_ADDRESS, TRANSPORT, without } from './without.js';

describe('exim: several onions behind one proxy', () => {
  const mail = exchange('exim-onions');

  /** The recipients that bob's server is told while a message to bob is sent. */
  async function sendToBob(sender: Exim) {
    const before = mail.server.sessions.length;
    await sender.submit(letter(author, toBob.to), toBob);
    const sessions = mail.server.sessions.slice(before);
    return sessions.flatMap(({ commands }) => commands.filter((command) => command.startsWith('RCPT')));
  }

  it("without connection_max_messages = 1 carol's mail goes to bob, as a success", async () => {
    const sender = mail.sender(without(ONE_MESSAGE));
    await sender.submit(letter(author, toCarol.to), toCarol);
    assert.match(await sender.records('wait-tor_smtp'), /^127\.0\.0\.1 /m);
    const recipients = await sendToBob(sender);
    assert.ok(recipients.includes(`RCPT TO:<c@${carol}>`), sender.log());
    assert.match(sender.log(), / => c@/);
  });

  it("never sends carol's mail down bob's connection, though the database says that it waits for this host", async () => {
    const sender = mail.sender(without(ONE_MESSAGE));
    await sender.submit(letter(author, toCarol.to), toCarol);
    copyFileSync(resolve(contrib, 'exim4', TRANSPORT), resolve(sender.folder, 'exim4', TRANSPORT));
    assert.match(await sender.records('wait-tor_smtp'), /^127\.0\.0\.1 /m);
    assert.deepEqual(await sendToBob(sender), [`RCPT TO:<b@${bob}>`]);
    assert.match(await sender.queue(), new RegExp(`c@${carol}`));
  });

  it('keeps one retry record for each onion: a dead one holds up nobody else', async () => {
    const sender = mail.sender();
    await sender.submit(letter(author, toCarol.to), toCarol);
    await sender.submit(letter(author, toBob.to), toBob);
    assert.match(sender.log(), / => b@/);
    const records = await sender.records('retry');
    const [, source] =
      records.match(/T:127\.0\.0\.1:127\.0\.0\.1:\d+\/(127(?:\.\d+){3}) /) ?? assert.fail(records);
    for (const octet of source?.split('.').slice(1) ?? []) {
      assert.ok(Number(octet) >= 1 && Number(octet) <= 254, source);
    }
    assert.equal(records.match(/ T:/g)?.length ?? 1, 1, records);
  });

  it('without the source address a dead onion stops the mail for all', async () => {
    const sender = mail.sender(without(SOURCE_ADDRESS));
    await sender.submit(letter(author, toCarol.to), toCarol);
    await sender.submit(letter(author, toBob.to), toBob);
    assert.doesNotMatch(sender.log(), / => /);
    assert.match(sender.log(), / == b@.*retry time not reached/);
  });

  it('does without a source address where the macro is empty, for a proxy on another machine', async () => {
    const sender = mail.sender({ macros: { TOR_SMTP_INTERFACE: '' } });
    assert.deepEqual(await sendToBob(sender), [`RCPT TO:<b@${bob}>`]);
  });

  it('delivers when the onion is back', async () => {
    const sender = mail.sender();
    await sender.submit(letter(author, toCarol.to), toCarol);
    assert.match(sender.log(), / == c@.*451 4\.4\.1 /);
    mail.chain.tor.set(carol, mail.server.port);
    await sender.runQueue(true);
    mail.chain.tor.set(carol, undefined);
    assert.match(sender.log(), / => c@/);
    assert.equal(await sender.queue(), '');
  });

  /** Carol was away for longer than mail is kept; now she is back, and there is a new message. */
  async function comeBackLate(site: Partial<EximSite> = {}) {
    const sender = mail.sender({ ...site, macros: { TOR_SMTP_RETRY: 'F,1s,1h' } });
    await until('the end of the retry time, which the dump marks by an asterisk', async () => {
      await sender.submit(letter(author, toCarol.to), { ...toCarol, queue: true });
      await sender.runQueue(true);
      return /\d \*$/m.test((await sender.records('retry')).trim());
    });
    mail.chain.tor.set(carol, mail.server.port);
    await sender.submit(letter(author, toCarol.to), { ...toCarol, to: [`new@${carol}`] });
    mail.chain.tor.set(carol, undefined);
    return sender;
  }

  it('tries a new message to an onion that was away for long', async () => {
    const sender = await comeBackLate();
    assert.match(sender.log(), / => new@/);
  });

  it('without delay_after_cutoff = false the new message bounces at once', async () => {
    const sender = await comeBackLate(without(/^ *delay_after_cutoff = false$/m));
    assert.match(sender.log(), / \*\* new@/);
  });

  it('retries for days: the rule for onions comes before the one for all', async () => {
    const sender = mail.chain.sender();
    const { output } = await sender.run(['-brt', `x@${bob}`]);
    assert.match(output, /F,2h,10m; G,1d,30m,1\.5; F,6d,4h/);
  });
});
