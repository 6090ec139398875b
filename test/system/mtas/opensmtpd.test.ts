import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { until } from '../../support/wait.js';
import { checkEach, type MtaSite, ONIONS, startMtaSite } from './site.js';

describe('opensmtpd', () => {
  let site: MtaSite;
  before(async () => {
    site = await startMtaSite('opensmtpd', 'opensmtpd');
    await site.serve(12668);
    site.write('/etc/aliases', '');
    const file = site.contrib('opensmtpd/smtpd.conf');
    // A third onion, which is away.
    const third = file
      .replaceAll('onion-two', 'away')
      .replaceAll(ONIONS.two, ONIONS.away)
      .replace('127.0.1.2', '127.0.1.3');
    const lines = third.match(/^.*"away".*$/gm)?.join('\n');
    site.write('/etc/smtpd.conf', `listen on 127.0.0.1 port 2525\n${lines}\n${file}`);
    await site.sh(`chmod 0644 /etc/smtpd.conf; install -d -m 0711 /var/spool/smtpd; mkdir -p /var/lib/opensmtpd/empty /var/empty
      chgrp opensmtpq /usr/sbin/smtpctl; chmod g+s /usr/sbin/smtpctl
      smtpd -n -f /etc/smtpd.conf`);
    await site.start('sh', ['-c', 'exec smtpd -d -v -f /etc/smtpd.conf > /var/lib/opensmtpd/log 2>&1']);
    await until('it to listen', async () => {
      const { output } = await site.run({ file: 'ss', args: ['-Hltn', 'sport = :2525'] });
      return output !== '';
    });
  });
  after(() => site?.end());

  const send = (...to: string[]) =>
    site.run({
      file: 'swaks',
      args: [
        ...['--server', '127.0.0.1:2525', '--helo', 'client.example', '--from', 'a@me.example'],
        ...['--to', to.join(','), '--body', 'hello'],
      ],
    });

  it('sends to each onion by an action of its own, and each message to its own server once', async () => {
    for (let count = 1; count <= 6; count += 1) {
      const { code, output } = await send(`one-${count}@${ONIONS.one}`, `two-${count}@${ONIONS.two}`);
      assert.equal(code, 0, output);
    }
    for (const server of [site.one, site.two])
      await until('all to arrive', () => site.told(server).messages >= 6);
    checkEach(site, 6, 'me.example');
  });

  it('waits for an onion that is away, and holds up no other', async () => {
    await send(`later@${ONIONS.away}`);
    await until('the attempt', () => site.tor.dialled.includes(`${ONIONS.away}:25`));
    await send(`now@${ONIONS.one}`);
    await until('the other to arrive', () => site.told(site.one).recipients.includes(`now@${ONIONS.one}`));
    assert.match((await site.run({ file: 'smtpctl', args: ['show', 'queue'] })).output, /later@/);
  });

  it('refuses another onion, and asks DNS for none', async () => {
    const { output } = await send(`b@${onionAddress('nobody')}`);
    assert.match(output, /<\*\* 550 /);
    const { questions } = await site.counted();
    assert.deepEqual(
      questions.filter((question) => /onion/i.test(question)),
      [],
    );
  });
});
