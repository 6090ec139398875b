import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { until } from '../../support/wait.js';
import { checkEach, type MtaSite, ONIONS, startMtaSite } from './site.js';

const LOG = '/var/lib/postfix/log';

describe('postfix', () => {
  let site: MtaSite;
  before(async () => {
    site = await startMtaSite('postfix', 'postfix');
    await site.serve(12668);
    await site.serve(12669, '--to', ONIONS.two);
    site.write(
      '/etc/postfix/main.cf',
      `compatibility_level = 3.6
myhostname = mail.me.example
mydestination =
inet_interfaces = loopback-only
inet_protocols = ipv4
maillog_file_prefixes = /var
maillog_file = ${LOG}
transport_maps = texthash:/etc/postfix/onions
minimal_backoff_time = 1s
`,
    );
    site.write(
      '/etc/postfix/onions',
      `${site.contrib('postfix/onions')}\nto.example smtp:[127.0.0.1]:12669\n`,
    );
    // Debian's master.cf, without its chroot.
    await site.sh(`sed -E 's/^([a-z]+ +(unix|inet|unix-dgram) +[-yn] +[-yn] +)[-y] /\\1n /' /usr/share/postfix/master.cf.dist > /etc/postfix/master.cf
      mkdir -p /var/spool/postfix/pid /var/lib/postfix; chown postfix /var/lib/postfix
      chgrp postdrop /usr/sbin/postdrop /usr/sbin/postqueue; chmod g+s /usr/sbin/postdrop /usr/sbin/postqueue`);
    site.write(
      '/etc/postfix/master.cf',
      site.read('/etc/postfix/master.cf') + site.contrib('postfix/master.cf'),
    );
    await site.sh(
      'cp /usr/share/postfix/postfix-files /etc/postfix/ 2>/dev/null || :; postfix start 2>&1 || { cat /var/lib/postfix/log; exit 1; }',
    );
  });
  after(() => site?.end());

  const send = (...to: string[]) =>
    site.sh(
      `printf 'From: a@me.example\\nSubject: x\\n\\nhello\\n.\\nmore\\n' | sendmail -i -f a@me.example -- ${to.join(' ')}`,
    );
  const queue = async () => (await site.run({ file: 'postqueue', args: ['-p'] })).output;

  it('sends to each onion by a service of its own, and each message to its own server once', async () => {
    for (let count = 1; count <= 6; count += 1) {
      await send(`one-${count}@${ONIONS.one}`, `two-${count}@${ONIONS.two}`);
    }
    await until('all to arrive', async () => /queue is empty/.test(await queue()));
    checkEach(site, 6, 'me.example');
    for (const { sessions } of [site.one, site.two])
      assert.match(sessions[0]?.messages[0] ?? '', /hello\r\n\.\r\nmore\r\n$/);
  });

  it('sends by a service with --to as it sends to any server, with its own name', async () => {
    await send('joe@to.example');
    await until('it to arrive', () => site.told(site.two).recipients.includes('joe@to.example'));
    assert.deepEqual(site.told(site.two).names, ['me.example', 'mail.me.example']);
  });

  it('waits for an onion that is away, and holds up no other', async () => {
    site.tor.set(ONIONS.two, undefined);
    await send(`later@${ONIONS.two}`, `now@${ONIONS.one}`);
    await until('the other to arrive', () => site.told(site.one).recipients.includes(`now@${ONIONS.one}`));
    await until('the delay', async () => /451 4\.4\.1/.test(await queue()));
    site.tor.set(ONIONS.two, site.two.port);
    await site.sh('postqueue -f');
    await until('it to arrive', () => site.told(site.two).recipients.includes(`later@${ONIONS.two}`));
  });

  it('waits with mail for an onion without a service, and asks DNS for none', async () => {
    await send(`b@${ONIONS.away}`);
    await until('the delay', async () => /no service for this onion/.test(await queue()));
    const { questions } = await site.counted();
    assert.deepEqual(
      questions.filter((question) => /onion/i.test(question)),
      [],
    );
  });
});
