import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { send, talk } from '../../support/machine/client.js';
import { USERS, type User } from '../../support/machine/furniture.js';
import { until } from '../../support/wait.js';

import { siteDuring } from './site/during.js';
import { ALICE, DOMAIN, FIRST } from './site/site.js';

/** Everybody is who they say. */
const AUTHENTICATOR = `everybody:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = yes
  server_set_id = $auth2
`;

describe('an onion address', () => {
  const site = siteDuring('hidden-sender', {
    furnish({ write }) {
      write('/etc/exim4/conf.d/auth/99_server', AUTHENTICATOR);
      write(`/etc/exim4/tor-hidden/users/${FIRST.name}`, 'alice: alice\npen.name: alice, bob\n');
    },
  });

  const submit = async (user: User, from: string, header: string) => {
    const input = `From: ${header}\nTo: someone@far.example\n\nhello\n`;
    const id = USERS[user];
    const args = ['-odq', '-f', from, 'someone@far.example'];
    return (await site().run({ file: 'exim4', args, input, uid: id, gid: id })).code === 0;
  };

  it('is an address to send from for those alone that the table has', async () => {
    const [own, shared, clear] = [ALICE, `pen.name@${FIRST.name}`, `bob@${DOMAIN}`];
    assert.equal(await submit('alice', own, own), true);
    assert.equal(await submit('alice', shared, `Pen <${shared}>`), true);
    assert.equal(await submit('bob', shared, shared), true);
    assert.equal(await submit('bob', clear, clear), true);
    assert.equal(await submit('bob', own, clear), false, 'envelope');
    assert.equal(await submit('bob', clear, `Alice <${own}>`), false, 'header');
    assert.equal(await submit('bob', shared, `${shared}, ${own}`), false, 'one of two');
    assert.equal(await submit('bob', clear, shared), false, 'two identities');
    assert.equal(
      await submit('bob', 'x@stranger.onion', 'x@stranger.onion'),
      false,
      'an onion of another machine',
    );
  });

  it('gets the bounce of what was sent from there, which nobody else does', async () => {
    const earlier = await site().counted();
    await site().sh('rm -f /var/mail/alice');
    const input = `From: ${ALICE}\nTo: gone@stranger.onion\n\nhello\n`;
    const id = USERS.alice;
    await site().run({
      file: 'exim4',
      args: ['-odf', '-f', ALICE, 'gone@stranger.onion'],
      input,
      uid: id,
      gid: id,
    });
    assert.match(await until('the bounce', () => site().mailbox('alice')), /gone@stranger\.onion/);
    const later = await site().counted();
    assert.deepEqual([later.opened, later.questions], [earlier.opened, earlier.questions]);
  });

  it('is not an address to send from for a client of the ordinary port that has not said who it is', async () => {
    const replies = await send(await site().dial(25), { from: ALICE, to: ['someone@far.example'] });
    assert.match(replies[5] ?? '', /^550[- ]the onion address of the sender is not yours/);
  });

  it('is an address to send from for its owner alone, of those who have said who they are', async () => {
    const as = async (who: string, from: string) => {
      const login = `AUTH PLAIN ${Buffer.from(`\0${who}\0x`).toString('base64')}`;
      const message = ['DATA', `From: ${from}\r\n\r\nx\r\n.`];
      const lines = ['EHLO x', login, `MAIL FROM:<${from}>`, 'RCPT TO:<someone@far.example>', ...message];
      return (await talk(await site().dial(25, '192.0.2.1'), lines))[6] ?? '';
    };
    assert.match(await as('alice', ALICE), /^250 OK/);
    assert.match(await as('bob', ALICE), /^550[- ]the onion address/);
    assert.match(await as('bob', `bob@${DOMAIN}`), /^250 OK/);
  });

  it('is a sender like any other for mail that comes in on the ordinary port', async () => {
    const replies = await send(await site().dial(25, '192.0.2.1'), { from: ALICE, to: [`alice@${DOMAIN}`] });
    assert.match(replies[5] ?? '', /^250 OK/);
  });
});
