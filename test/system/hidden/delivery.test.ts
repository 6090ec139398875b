import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { send } from '../../support/machine/client.js';
import type { Machine } from '../../support/machine/machine.js';
import { until } from '../../support/wait.js';
import { SECRETS } from './battery/battery.js';
import { siteDuring } from './site/during.js';
import { because as happened, NOTHING } from './site/outgoing.js';
import { ALICE, FIRST, HOST } from './site/site.js';

/** Everything that makes something answer, each in the home of one account or for the whole machine. */
async function furnish({ write, sh }: Machine) {
  const vacation = `/bin/sh -c "{ echo Subject: away; echo; } | /usr/sbin/sendmail -f '<>' away@far.example"`;
  write('/home/alice/.forward', 'alice@far.example, \\alice\n');
  write('/home/bob/.forward', `"|${vacation.replaceAll('"', '\\"')}"\n`);
  write('/etc/aliases', 'postmaster: root\nroot: admin@far.example\nmail: admin@far.example\n');
  write(
    `/etc/exim4/tor-hidden/users/${FIRST.name}`,
    ['alice: alice', 'pen.name: bob', 'both: alice, bob', 'away: someone@far.example', 'gone: carol'].join(
      '\n',
    ),
  );
  await sh('chown -R alice: /home/alice; chown -R bob: /home/bob');
}

describe('mail that came by an onion', () => {
  const site = siteDuring('hidden-delivery', { macros: 'delay_warning = 1s\n', furnish });

  /** What happened because of `act`. */
  const because = (act: () => Promise<unknown>) => happened(site(), act);
  const deliver = async (to: readonly string[], more: Partial<Parameters<typeof send>[1]> = {}) =>
    send(await site().dial(FIRST.port), { to, ...more });

  it('arrives; the Received line says by which onion, and nothing about the machine', async () => {
    const now = `${new Date().toISOString().slice(11, 15)}\\d:00 \\+0000`;
    assert.deepEqual(await because(() => deliver([ALICE])), NOTHING);
    const mail = await until('the message', () => site().mailbox('alice'));
    assert.match(
      mail,
      new RegExp(
        `^Received: by ${FIRST.name} with ESMTP\\n\\t\\(envelope-from <sender@far.example>\\); .*${now}$`,
        'm',
      ),
    );
    const [, ...lines] = mail.split('\n');
    for (const secret of SECRETS.filter((each) => each !== 'alice'))
      assert.ok(!lines.join('\n').includes(secret), `${secret} in:\n${mail}`);
  });

  it('goes to the account of the table by another name, by an alias of the onion, to several, and to postmaster', async () => {
    await because(() =>
      deliver([`pen.name@${FIRST.alias}`, `both@${FIRST.name}`, 'postmaster', `"postmaster"@${FIRST.name}`]),
    );
    assert.match(site().mailbox('bob'), /^Envelope-to: (?:.*\n )?pen\.name@first\.tor/m);
    assert.match(site().mailbox('bob'), /both@/);
    assert.match(site().mailbox('alice'), /both@/);
    assert.match(site().mailbox('mail'), /postmaster@/);
  });

  it('is not forwarded, not answered by a program, and goes to no alias', async () => {
    for (const to of [ALICE, `pen.name@${FIRST.name}`, `both@${FIRST.name}`, 'postmaster'])
      assert.deepEqual(await because(() => deliver([to])), NOTHING, to);
  });

  it('is refused if the table leads to another machine', async () => {
    assert.deepEqual(
      await because(async () => assert.equal((await deliver([`away@${FIRST.name}`]))[3], '550 Unknown user')),
      NOTHING,
    );
  });

  it('makes no report on request', async () => {
    const asked = await deliver([ALICE], {
      mail: ' RET=FULL ENVID=x',
      rcpt: ' NOTIFY=SUCCESS,DELAY,FAILURE',
    });
    assert.match(asked.slice(2, 4).join('\n'), /^250[\s\S]*^5\d\d/m);
    assert.deepEqual(await because(() => deliver([ALICE], { mail: ' RET=FULL ENVID=x' })), NOTHING);
  });

  it('asks for no receipt', async () => {
    const asking = ['Disposition-Notification-To', 'Return-Receipt-To', 'X-Confirm-Reading-To', 'Errors-To'];
    const header = asking.map((name) => `${name}: sender@far.example`);
    assert.deepEqual(await because(() => deliver([ALICE], { header })), NOTHING);
    for (const name of asking) assert.ok(!site().mailbox('alice').includes(name), name);
  });

  it('does not give its id to who asks for PRDR', async () => {
    const replies = await deliver([ALICE, `pen.name@${FIRST.name}`], { mail: ' PRDR' });
    assert.equal(replies[6], '250 OK');
  });

  it('has its signature not looked up, nor its sender, nor what the client calls itself', async () => {
    const signature =
      'v=1; a=rsa-sha256; c=relaxed/relaxed; d=evil.example; s=x; h=from; bh=47DEQpj8=; b=AAAA';
    const header = [`DKIM-Signature: ${signature}`, 'From: a@evil.example'];
    const more = { header, from: 'a@evil.example', helo: 'evil.example' };
    assert.deepEqual(await because(() => deliver([ALICE], more)), NOTHING);
    assert.deepEqual(await because(() => deliver([ALICE], { ...more, from: '', helo: HOST })), NOTHING);
  });

  it('is not bounced nor reported late when its account cannot take it', async () => {
    const rounds = async () => {
      await site().sh('mv /var/mail/alice /tmp/alice.$$; mkdir /var/mail/alice');
      await deliver([ALICE]);
      await site().idle();
      const [, id = ''] = (await site().exim(['-bp'])).output.match(/(\w{6}-\w{6}-\w{2})/) ?? [];
      assert.ok(id, 'the message waits');
      await site().sh('sleep 1.1; exim4 -qff');
      await site().exim(['-Mg', id]);
      await site().sh('rmdir /var/mail/alice; exim4 -qff');
    };
    const { made, ...rest } = await because(rounds);
    assert.deepEqual(rest, { messages: [], questions: [], opened: 0 });
    assert.doesNotMatch(made.join('\n'), /frozen/i);
    assert.equal((await site().exim(['-bp'])).output.trim(), '');
  });
});
