import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Chain, startChain, withChain } from '../../../support/exim/chain.js';
import { alice, author, bob, carol, letter, toBob } from '../../../support/exim/names.js';
import { hasFailed } from '../../../support/outcome.js';
import { startMailServer } from '../../../support/stand-ins/mail-server.js';

describe('exim: a delivery by the shipped router and transport', () => {
  let chain: Chain;
  before(async () => {
    chain = await startChain('exim-delivery');
  });
  after(() => chain.stop(hasFailed()));

  it('arrives once, at the first attempt, and the log has what the server said', async () => {
    const receiver = await chain.receiver(bob);
    const sender = chain.sender({ domains: [alice] });
    await sender.submit(letter(author, toBob.to), toBob);
    await sender.runQueue(true);
    assert.equal(await sender.queue(), '');
    assert.equal((await receiver.delivered()).length, 1);
    const log = sender.log();
    assert.match(log, /=> b@\S+ R=tor_smtp_any_to_onion T=tor_smtp H=127\.0\.0\.1 .*C="250[ -].*OK id=/);
    assert.equal(log.match(/ [=-]> /g)?.length, 1);
    assert.doesNotMatch(log, / (==|\*\*) /);
  });

  it('arrives for ordinary senders with their own domain as the name and their message untouched', async () => {
    const receiver = await chain.receiver(bob);
    const sender = chain.sender();
    const message = `Date: Mon, 1 Jan 2024 12:00:00 +0530\nMessage-Id: <1@clear.example>\n${letter('c@clear.example', [`b@${bob}`])}`;
    await sender.submit(message, { from: 'c@clear.example', to: [`b@${bob}`] });
    const [arrived = ''] = await receiver.delivered();
    assert.match(arrived, /^Received: /);
    assert.equal(arrived.replace(/^Received: .*\n(?:\t.*\n)*/, ''), message);
    assert.match(receiver.log(), / H=\(clear\.example\) /);
  });

  it('takes upper case, a subdomain and two recipients in one connection', async () => {
    const receiver = await chain.receiver(`mail.${bob}`);
    const sender = chain.sender({ domains: [alice] });
    const to = [`one@MAIL.${bob.toUpperCase()}`, `two@mail.${bob}`];
    const before = chain.tor.dialled.length;
    await sender.submit(letter(author, to), { from: author, to });
    assert.equal((await receiver.delivered()).length, 2, sender.log());
    assert.deepEqual(chain.tor.dialled.slice(before), [`mail.${bob}:25`]);
  });

  it('sends one message to two onions to both', async () => {
    const receivers = [await chain.receiver(bob), await chain.receiver(carol)];
    const sender = chain.sender({ domains: [alice] });
    const to = [`b@${bob}`, `c@${carol}`];
    await sender.submit(letter(author, to), { from: author, to });
    assert.deepEqual(
      (await Promise.all(receivers.map((receiver) => receiver.delivered()))).map((mail) => mail.length),
      [1, 1],
      sender.log(),
    );
  });

  it('without multi_domain = false it sends neither: EHLO has no destination', async () => {
    const receivers = [await chain.receiver(bob), await chain.receiver(carol)];
    const sender = chain.sender({
      domains: [alice],
      edit: (_path, text) => text.replace(/^ *multi_domain = false$/m, ''),
    });
    const to = [`b@${bob}`, `c@${carol}`];
    await sender.submit(letter(author, to), { from: author, to });
    assert.deepEqual(
      (await Promise.all(receivers.map((receiver) => receiver.delivered()))).map((mail) => mail.length),
      [0, 0],
    );
    assert.match(sender.log(), /T=tor_smtp defer .*451 /);
  });

  it('keeps 8-bit text, long folded fields and dots octet for octet', async () => {
    const receiver = await chain.receiver(bob);
    const sender = chain.sender();
    const body = `.\n..\n.x\n\xe4\xff\x80 8-bit\n\n\n${'l'.repeat(990)}\n`;
    const message = Buffer.from(
      `Date: Mon, 1 Jan 2024 12:00:00 +0530\nMessage-Id: <1@clear.example>\nFrom: c@clear.example\nX-Long: ${'x '.repeat(400)}\n ${'y'.repeat(900)}\n\n${body}`,
      'latin1',
    );
    await sender.submit(message, { from: 'c@clear.example', to: [`b@${bob}`] });
    const [arrived = ''] = await receiver.delivered();
    assert.equal(arrived.replace(/^Received: .*\n(?:\t.*\n)*/, ''), message.toString('latin1'));
  });
});

describe('exim: the reply to the message comes after Exim has said QUIT and closed its side', () => {
  function deliver(naive: boolean) {
    return withChain('exim-fin', { naive }, async (chain) => {
      const server = await startMailServer({ extensions: ['PIPELINING'], delay: 300 });
      chain.tor.set(bob, server.port);
      const sender = chain.sender({ domains: [alice] });
      await sender.submit(letter(author, toBob.to), toBob);
      await sender.runQueue(true);
      server.stop();
      return { copies: server.sessions.flatMap((session) => session.messages).length, log: sender.log() };
    });
  }

  it('is waited for: one copy', async () => {
    const { copies, log } = await deliver(false);
    assert.equal(copies, 1, log);
    assert.match(log, / => .* C="250 2\.0\.0 taken"/);
  });

  it('is lost by a proxy that passes the FIN on: taken by the server, deferred here, and sent again', async () => {
    const { copies, log } = await deliver(true);
    assert.match(log, / == .* closed connection in response to (?:pipelined )?end of data/);
    assert.equal(copies, 2, log);
  });
});
