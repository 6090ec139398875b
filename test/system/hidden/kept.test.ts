import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { send, talk } from '../../support/machine/client.js';
import { hasFailed } from '../../support/outcome.js';
import { DOMAIN, FIRST, type Site, startSite } from './site/site.js';

const TABLE = { alice: 'alice', 'pen.name': 'bob', gone: 'carol', root: 'root', both: 'alice, nobody-there' };
const lines = (table: Record<string, string>) =>
  Object.entries(table)
    .map(([name, accounts]) => `${name}: ${accounts}\n`)
    .join('');

/** What can be the matter with a mailbox, how it comes about, and how it is mended. */
const TROUBLES: Readonly<Record<string, readonly [make: string, mend: string]>> = {
  'it is large': ['truncate -s 3G $mailbox; chown alice:mail $mailbox', 'rm $mailbox'],
  'it is a folder': ['mkdir $mailbox', 'rmdir $mailbox'],
  'it belongs to somebody else': ['touch $mailbox; chown bob $mailbox', 'rm $mailbox'],
  'it is a link': ['ln -s /etc/passwd $mailbox', 'rm $mailbox'],
  'it cannot be made': [
    'chmod 755 /var/mail; chown root:root /var/mail',
    'chmod 2775 /var/mail; chgrp mail /var/mail',
  ],
};

describe('what an onion has accepted', () => {
  let site: Site;
  const users = `/etc/exim4/tor-hidden/users/${FIRST.name}`;
  before(async () => {
    site = await startSite('hidden-kept', {
      furnish({ write }) {
        write(users, lines(TABLE));
        // Debian gives up after four days; here it would at once.
        write('/etc/exim4/conf.d/retry/30_exim4-config', '* * F,1s,1s\n');
      },
    });
  });
  after(() => site?.end(hasFailed()));

  const deliver = async (who: string, header: readonly string[] = []) =>
    send(await site.dial(FIRST.port), { to: [`${who}@${FIRST.name}`], header });
  const rcpt = async (who: string) => (await deliver(who))[3];
  const clean = () => site.sh('rm -rf /var/mail/* /var/spool/exim4/db/*');
  const run = async () => {
    await site.idle();
    await site.exim(['-qff']);
    await site.idle();
  };
  const waiting = async () => (await site.exim(['-bp'])).output.trim();

  for (const [what, [make, mend]] of Object.entries(TROUBLES)) {
    it(`tells nobody about the mailbox and arrives later if ${what}`, async () => {
      await clean();
      const well = await deliver('alice');
      await site.idle();
      await site.sh(`mailbox=/var/mail/alice; rm $mailbox; ${make}`);
      assert.deepEqual(await deliver('alice'), well);
      await run();
      await site.sh(`mailbox=/var/mail/alice; ${mend}`);
      await run();
      assert.equal(await waiting(), '');
      // A large one takes it; nobody reads it through to see.
      if (what !== 'it is large') assert.match(site.mailbox('alice'), /^Subject: hello$/m);
    });
  }

  it('does not tell that somebody filled it from the ordinary side', async () => {
    await clean();
    const well = await deliver('pen.name');
    await site.sh('head -c 200000000 /dev/zero > /var/mail/bob; chown bob:mail /var/mail/bob');
    const [, , , , , ok = ''] = await send(await site.dial(25, '192.0.2.1'), { to: [`bob@${DOMAIN}`] });
    assert.match(ok, /^250 OK/);
    assert.deepEqual(await deliver('pen.name'), well);
    await clean();
  });

  it('is tried for years', async () => {
    const { output } = await site.exim(['-brt', 'alice@tor-hidden.invalid']);
    assert.match(output, /^Retry rule: \*tor-hidden\.invalid .*F,1000w,1h/m);
    assert.equal((await site.exim(['-brt', 'alice@gone.tor-hidden.invalid'])).output, output);
  });

  it('arrives where the account has no home', async () => {
    await clean();
    await site.sh('mv /home/alice /home/elsewhere');
    await deliver('alice');
    await site.idle();
    await site.sh('mv /home/elsewhere /home/alice');
    assert.match(site.mailbox('alice'), /^Subject: hello$/m);
  });

  it('waits until its line in the table is back', async () => {
    await clean();
    await site.sh('mkdir /var/mail/alice');
    assert.equal((await deliver('alice'))[5], '250 OK');
    await site.idle();
    site.write(users, lines({ ...TABLE, alice: 'nobody-there' }));
    await run();
    site.write(users, '');
    await run();
    assert.match(await waiting(), /alice@/);
    await site.sh('rmdir /var/mail/alice');
    site.write(users, lines(TABLE));
    await run();
    assert.equal(await waiting(), '');
    assert.match(site.mailbox('alice'), /^Subject: hello$/m);
  });

  it('waits until its account is back', async () => {
    await clean();
    await site.sh('mkdir /var/mail/carol');
    assert.equal((await deliver('gone'))[5], '250 OK');
    await site.idle();
    await site.sh('cp -a /etc/passwd /etc/passwd.all; sed -i /carol/d /etc/passwd');
    await run();
    assert.match(await waiting(), /gone@/);
    await site.sh('cp -a /etc/passwd.all /etc/passwd; rmdir /var/mail/carol');
    await run();
    assert.equal(await waiting(), '');
    assert.match(site.mailbox('carol'), /^Subject: hello$/m);
  });

  it('is nothing for an account that is not there or is root, nor for a name with one such', async () => {
    assert.equal(await rcpt('root'), '550 Unknown user');
    assert.equal(await rcpt('both'), '550 Unknown user');
    await site.sh('cp -a /etc/passwd /etc/passwd.all; sed -i /carol/d /etc/passwd');
    assert.equal(await rcpt('gone'), '550 Unknown user');
    await site.sh('cp -a /etc/passwd.all /etc/passwd');
    assert.equal(await rcpt('gone'), '250 Accepted');
  });

  it('is no message that Exim would take for a loop', async () => {
    await site.idle();
    await clean();
    const hops = (count: number) => Array.from({ length: count }, (_, at) => `Received: by ${at}.example`);
    for (const count of [30, 31, 100])
      assert.equal((await deliver('alice', hops(count)))[5], '550 Too many Received lines');
    assert.equal((await deliver('alice', hops(29)))[5], '250 OK');
    await site.idle();
    assert.match(site.mailbox('alice'), /^Received: by 28\.example$/m);
    assert.doesNotMatch(site.log(), /suspected mail loop/);
  });

  it('is all there, whatever it was: odd lines, and none', async () => {
    await clean();
    const long = 'x'.repeat(50_000);
    const odd: Record<string, readonly string[]> = {
      'many lines': Array.from({ length: 2000 }, (_, at) => `X-${at}: y`),
      'a long line': [`X: ${long}`],
      'a field over many lines': ['X: y', ...Array(500).fill(` ${'z'.repeat(70)}`)],
      'no address': ['From: a', 'To: b@', 'Cc: <', 'Sender: @'],
      'a NUL and octets over 127': ['X: \0\xff\xfe'],
      'no field': ['no field at all'],
    };
    for (const header of Object.values(odd)) assert.equal((await deliver('alice', header))[5], '250 OK');
    const letter = ['EHLO x', 'MAIL FROM:<>', `RCPT TO:<alice@${FIRST.name}>`, 'DATA'];
    const [, , , , , empty] = await talk(await site.dial(FIRST.port), [...letter, '.']);
    assert.equal(empty, '250 OK');
    await site.idle();
    assert.equal(await waiting(), '');
    const arrived = site.mailbox('alice').match(/^From MAILER|^From [^ ]+ /gm)?.length;
    assert.equal(arrived, Object.keys(odd).length + 1);
  });
});
