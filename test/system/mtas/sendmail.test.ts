import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { checkEach, type MtaSite, ONIONS, startMtaSite } from './site.js';

const SENDMAIL = '/usr/libexec/sendmail/sendmail -C/etc/mail/sendmail.cf';

describe('sendmail, which starts tor-smtp with the destination as an argument', () => {
  let site: MtaSite;
  before(async () => {
    site = await startMtaSite('sendmail', 'sendmail-bin', 'sendmail-base', 'sendmail-cf', 'm4');
    const own = site
      .contrib('sendmail/tor-smtp.mc')
      .replace('unix:/run/tor-smtp/socks', `unix:${site.socks}`);
    site.write(
      '/etc/mail/sendmail.mc',
      `include(\`/usr/share/sendmail/cf/m4/cf.m4')dnl
OSTYPE(\`debian')dnl
DOMAIN(\`generic')dnl
define(\`confDOMAIN_NAME', \`mail.me.example')dnl
define(\`confDONT_BLAME_SENDMAIL', \`GroupWritableDirPathSafe')dnl
${own}`,
    );
    await site.sh(`cd /etc/mail; m4 sendmail.mc > sendmail.cf; touch local-host-names /etc/aliases
      mkdir -p /var/lib/sendmail/host_status /var/spool/mqueue /run/sendmail`);
  });
  after(() => site?.end());

  const send = (...to: string[]) =>
    site.run({
      file: 'sh',
      args: ['-c', `${SENDMAIL} -Am -odi -oi -f a@mail.me.example -- ${to.join(' ')}`],
      input: 'From: a@mail.me.example\nSubject: x\n\nhello\n',
    });
  const queue = async () => (await site.run({ file: 'sh', args: ['-c', `${SENDMAIL} -bp`] })).output;

  it('sends to each onion, and each message to its own server once', async () => {
    for (const count of [1, 2, 3]) await send(`one-${count}@${ONIONS.one}`, `two-${count}@${ONIONS.two}`);
    checkEach(site, 3, 'mail.me.example');
    assert.match(await queue(), /is empty/);
  });

  it('waits for an onion that is away, and holds up no other', async () => {
    await send(`later@${ONIONS.away}`, `now@${ONIONS.one}`);
    assert.ok(site.told(site.one).recipients.includes(`now@${ONIONS.one}`));
    assert.match(await queue(), /later@/);
  });

  it('asks DNS for no onion', async () => {
    const { questions } = await site.counted();
    assert.deepEqual(
      questions.filter((question) => /onion/i.test(question)),
      [],
    );
  });
});
