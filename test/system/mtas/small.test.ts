import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { until } from '../../support/wait.js';
import { type MtaSite, ONIONS, startMtaSite } from './site.js';

/** Programs that hand all their mail to one host: a port of tor-smtp with --to. */
describe('mail servers with a smarthost alone', () => {
  let site: MtaSite;
  before(async () => {
    site = await startMtaSite(
      'small-mtas',
      'dma',
      'nullmailer',
      'msmtp',
      'libgsasl18',
      'libsecret-1-0',
      'libntlm0',
      'libgssglue1',
    );
    await site.serve(12669, '--to', ONIONS.one);
  });
  after(() => site?.end());

  const MESSAGE = "printf 'From: a@me.example\\nSubject: x\\n\\nhello\\n'";
  const arrived = (recipient: string) =>
    until(`mail for ${recipient}`, () => site.told(site.one).recipients.includes(recipient));

  it('dma', async () => {
    site.write('/etc/dma/dma.conf', 'SMARTHOST 127.0.0.1\nPORT 12669\nMAILNAME mail.me.example\n');
    await site.sh(`install -d -o root -g mail -m 2775 /var/spool/dma
      ${MESSAGE} | /usr/sbin/dma -f a@me.example -- dma@${ONIONS.one}`);
    await arrived(`dma@${ONIONS.one}`);
    assert.deepEqual(site.told(site.one).names, ['mail.me.example']);
  });

  it('nullmailer', async () => {
    site.write('/etc/nullmailer/remotes', '127.0.0.1 smtp --port=12669\n');
    site.write('/etc/nullmailer/helohost', 'null.me.example\n');
    await site.sh(`cd /var/spool; install -d -o mail2 -g mail2 nullmailer nullmailer/queue nullmailer/tmp nullmailer/failed
      mkfifo nullmailer/trigger; chown -R mail2:mail2 nullmailer /usr/sbin/nullmailer-queue; chmod 0622 nullmailer/trigger
      chmod 4755 /usr/sbin/nullmailer-queue
      ${MESSAGE} | /usr/bin/nullmailer-inject -f a@me.example null@${ONIONS.one}`);
    await site.start('setpriv', [
      '--reuid=mail2',
      '--regid=mail2',
      '--clear-groups',
      '/usr/sbin/nullmailer-send',
    ]);
    await arrived(`null@${ONIONS.one}`);
    assert.ok(site.told(site.one).names.includes('null.me.example'));
  });

  it('msmtp', async () => {
    const common = '--from=a@me.example --domain=ms.me.example';
    await site.sh(`${MESSAGE} | msmtp --host=127.0.0.1 --port=12669 ${common} -- ms@${ONIONS.one}`);
    await arrived(`ms@${ONIONS.one}`);
    assert.ok(site.told(site.one).names.includes('ms.me.example'));
  });

  it('ask DNS for no onion', async () => {
    const { questions } = await site.counted();
    assert.deepEqual(
      questions.filter((question) => /onion/i.test(question)),
      [],
    );
  });
});
