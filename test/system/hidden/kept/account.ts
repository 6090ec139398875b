import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Kept, lines, TABLE, users } from './kept.js';

/** Tests of an account, or its line in the table, that is not there. */
export function whateverTheAccount({ site, deliver, rcpt, clean, run, waiting }: Kept) {
  it('arrives where the account has no home', async () => {
    await clean();
    await site().sh('mv /home/alice /home/elsewhere');
    await deliver('alice');
    await site().idle();
    await site().sh('mv /home/elsewhere /home/alice');
    assert.match(site().mailbox('alice'), /^Subject: hello$/m);
  });

  it('waits until its line in the table is back', async () => {
    await clean();
    await site().sh('mkdir /var/mail/alice');
    assert.equal((await deliver('alice'))[5], '250 OK');
    await site().idle();
    site().write(users, lines({ ...TABLE, alice: 'nobody-there' }));
    await run();
    site().write(users, '');
    await run();
    assert.match(await waiting(), /alice@/);
    await site().sh('rmdir /var/mail/alice');
    site().write(users, lines(TABLE));
    await run();
    assert.equal(await waiting(), '');
    assert.match(site().mailbox('alice'), /^Subject: hello$/m);
  });

  it('waits until its account is back', async () => {
    await clean();
    await site().sh('mkdir /var/mail/carol');
    assert.equal((await deliver('gone'))[5], '250 OK');
    await site().idle();
    await site().sh('cp -a /etc/passwd /etc/passwd.all; sed -i /carol/d /etc/passwd');
    await run();
    assert.match(await waiting(), /gone@/);
    await site().sh('cp -a /etc/passwd.all /etc/passwd; rmdir /var/mail/carol');
    await run();
    assert.equal(await waiting(), '');
    assert.match(site().mailbox('carol'), /^Subject: hello$/m);
  });

  it('is nothing for an account that is not there or is root, nor for a name with one such', async () => {
    assert.equal(await rcpt('root'), '550 Unknown user');
    assert.equal(await rcpt('both'), '550 Unknown user');
    await site().sh('cp -a /etc/passwd /etc/passwd.all; sed -i /carol/d /etc/passwd');
    assert.equal(await rcpt('gone'), '550 Unknown user');
    await site().sh('cp -a /etc/passwd.all /etc/passwd');
    assert.equal(await rcpt('gone'), '250 Accepted');
  });
}
