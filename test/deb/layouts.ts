import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listFiles } from './files.js';
import { ALICE, BOB, DEB, type Site } from './site.js';

/** The file list before the package was there, for the end. */
export let before: Map<string, string>;

/** Installed on a machine with Debian's Exim and Tor, mail to an onion leaves through Tor, in either layout. */
export function layouts(site: () => Site): void {
  const sh = (script: string) => site().machine.sh(script);
  const asked = async (script: string) => {
    const questions = site().onionQuestions().length;
    await sh(script);
    return site().onionQuestions().slice(questions);
  };

  describe('installed', () => {
    it('before, an onion name is a question to DNS: the look-out sees it', async () => {
      assert.notDeepEqual(await asked(`exim4 -bt bob@${BOB} || :`), []);
      before = await listFiles(site().machine);
    });

    it('a message arrives within five minutes, with no further command and no question to DNS', async (context) => {
      const template = await sh('sha256sum /etc/exim4/exim4.conf.template /etc/exim4/update-exim4.conf.conf');
      const questions = site().onionQuestions().length;
      const began = performance.now();
      const output = await sh(`apt-get -qq -y install ${DEB} 2>&1`);
      assert.doesNotMatch(output, /tor-smtp: /);
      const message = await site().arrived(await site().send(BOB));
      const seconds = (performance.now() - began) / 1000;
      context.diagnostic(`from the package to the first message: ${seconds.toFixed(0)} s`);
      assert.ok(seconds < 300);
      assert.match(message, /^From: .*root@mail\.clear\.example/m);
      assert.deepEqual(site().onionQuestions().slice(questions), []);
      assert.equal(
        await sh('sha256sum /etc/exim4/exim4.conf.template /etc/exim4/update-exim4.conf.conf'),
        template,
      );
      assert.match(await sh('grep dc_use_split /etc/exim4/update-exim4.conf.conf'), /false/);
    });

    it('what an onion sender writes has a Message-ID made with the key', async () => {
      const message = await site().arrived(await site().send(BOB, `alice@${ALICE}`));
      assert.match(message, new RegExp(`^Message-ID: <[0-9a-f]{40}@${ALICE}>\r$`, 'm'));
      assert.match(await sh('stat -c %a,%U,%G /etc/exim4/tor-smtp.secret'), /^640,root,Debian-exim$/m);
    });

    it('each program has its path, its manual page and its first line', async () => {
      for (const program of (await sh('ls -d /usr/bin/* /usr/sbin/* | grep /tor-smtp')).trim().split('\n')) {
        assert.match(await sh(`${program} --version </dev/null`), /^\d+\.\d+\.\d+/);
        await sh(
          `test -e /usr/share/man/man8/$(basename ${program}).8.gz; head -n 1 ${program} | grep -Eqx '#!(/usr/bin/node|/bin/sh)'`,
        );
      }
    });

    it('only the socket for launched sessions is on', async () => {
      assert.equal(await sh('systemctl is-active tor-smtp.socket'), 'active\n');
      assert.match(
        (await site().machine.run('systemctl is-enabled tor-smtp-resident.socket')).output,
        /^disabled$/m,
      );
      assert.equal(await sh("sed -n 's/^\\tdisable *= //p' /etc/xinetd.d/tor-smtp*"), 'yes\nyes\n');
    });
  });
}

/** The same after a new exim4-config, and after a change of the layout. */
export function split(site: () => Site): void {
  const sh = (script: string) => site().machine.sh(script);

  describe('later', () => {
    it('a new exim4-config comes under the other name', async () => {
      await sh(
        'touch -d 2001-01-01 /usr/sbin/update-exim4.conf.distrib; apt-get -qq -y --reinstall install exim4-config',
      );
      assert.equal(await sh('readlink /usr/sbin/update-exim4.conf'), '/etc/tor-smtp/update-exim4.conf\n');
      await sh(
        'test /usr/sbin/update-exim4.conf.distrib -nt /etc/hostname -o ! -L /usr/sbin/update-exim4.conf.distrib',
      );
      assert.doesNotMatch(await sh('stat -c %y /usr/sbin/update-exim4.conf.distrib'), /^2001/);
      await site().arrived(await site().send(BOB));
    });

    it('in the split configuration a message arrives too', async () => {
      const questions = site().onionQuestions().length;
      await sh(`sed -i "s/split_config='false'/split_config='true'/" /etc/exim4/update-exim4.conf.conf
        update-exim4.conf; systemctl restart exim4`);
      assert.match(await sh('update-exim4.conf -v --check'), /using split configuration/);
      await site().arrived(await site().send(BOB));
      await site().arrived(await site().send(BOB, `alice@${ALICE}`));
      assert.deepEqual(site().onionQuestions().slice(questions), []);
    });
  });
}
