import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { send, talk } from '../../support/machine/client.js';
import { until } from '../../support/wait.js';

import { siteDuring } from './site/during.js';
import { ALICE, DOMAIN, FIRST, HOST, SECOND } from './site/site.js';

describe('an onion port', () => {
  const site = siteDuring('hidden-relay');

  const rcpt = async (to: string, port: number, host?: string) =>
    (
      await talk(await site().dial(port, host), [
        'EHLO far.example',
        'MAIL FROM:<a@far.example>',
        `RCPT TO:<${to}>`,
      ])
    )[3] ?? '';

  /** The greeting for a client of any address at any port, as Exim can be told them. */
  const comes = async (from: string, port: number) => {
    const args = ['-bs', '-oMa', from, '-oMi', `127.0.0.1.${port}`];
    return (await site().run({ file: 'exim4', args, input: 'QUIT\r\n' })).output.split('\r\n')[0];
  };

  it('relays for nobody, however the address is written', async () => {
    for (const to of [
      'victim@far.example',
      `alice@${DOMAIN}`,
      `postmaster@${DOMAIN}`,
      `alice@${SECOND.name}`,
      `alice@${SECOND.alias}`,
      `@${FIRST.name}:victim@far.example`,
      'victim@[198.51.100.7]',
      `alice@[127.0.0.1]`,
      'alice@localhost',
      `alice@${HOST}`,
      `alice@tor-hidden.invalid`,
      `alice@sub.${FIRST.name}`,
    ])
      assert.match(await rcpt(to, FIRST.port), /^5(50 relay not permitted|01 )/, to);
    for (const to of [
      `victim%far.example@${FIRST.name}`,
      `"victim@far.example"@${FIRST.name}`,
      `far.example!victim@${FIRST.name}`,
    ])
      assert.equal(await rcpt(to, FIRST.port), '550 Unknown user', to);
  });

  it('takes the forms of its own addresses', async () => {
    for (const to of [
      ALICE,
      ALICE.toUpperCase(),
      `"alice"@${FIRST.name}`,
      `@far.example:${ALICE}`,
      'Postmaster',
      `PostMaster@${FIRST.alias}`,
    ])
      assert.equal(await rcpt(to, FIRST.port), '250 Accepted', to);
  });

  it('knows no user of the machine that its table does not have', async () => {
    for (const who of ['carol', 'root', 'bob', 'mail', 'qxzvw', 'nobody'])
      assert.equal(await rcpt(`${who}@${FIRST.name}`, FIRST.port), '550 Unknown user', who);
  });

  it('does without tables of aliases and users, and is closed without a line for its port', async () => {
    await site().restart(async ({ write, sh }) => {
      await sh(`rm -r /etc/exim4/tor-hidden/aliases /etc/exim4/tor-hidden/users/${SECOND.name}`);
      write(`/etc/exim4/tor-hidden/users/${FIRST.name}`, '');
    });
    assert.equal(await rcpt(ALICE, FIRST.port), '550 Unknown user');
    assert.equal(await rcpt(`alice@${SECOND.name}`, SECOND.port), '550 Unknown user');
    assert.equal(await rcpt(`alice@${SECOND.alias}`, SECOND.port), '550 relay not permitted');
    assert.equal(await rcpt(`postmaster@${SECOND.name}`, SECOND.port), '250 Accepted');
    assert.equal(await comes('127.0.0.1', 28), '421 Service not available');
    assert.equal(await rcpt('alice@clear.example', 25), '250 Accepted');
  });

  it('answers nobody but Tor', async () => {
    assert.equal(await comes('192.0.2.1', FIRST.port), '421 Service not available');
    assert.equal(await comes('127.0.0.1', FIRST.port), `220 ${FIRST.name} ESMTP`);
  });

  it('leaves the ordinary ports as they are: the onion is a foreign domain there, and clients of 127.0.0.1 may send', async () => {
    const foreign = await rcpt('alice@stranger.onion', 25, '192.0.2.1');
    for (const to of [ALICE, `alice@${FIRST.alias}`, `postmaster@${SECOND.name}`])
      assert.equal(await rcpt(to, 25, '192.0.2.1'), foreign, to);
    assert.equal(foreign, '550 relay not permitted');
    assert.equal(await rcpt('someone@far.example', 25), '250 Accepted');
    const earlier = await site().counted();
    await send(await site().dial(25), { from: `alice@${DOMAIN}`, to: ['someone@far.example'] });
    await until(
      'the message outside',
      async () => (await site().counted()).messages.length > earlier.messages.length,
    );
  });
});
