import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { until } from '../support/wait.js';
import { differences, listFiles } from './files.js';
import { before } from './layouts.js';
import { AWAY, BOB, DEB, type Site } from './site.js';

/** Locks what waits, as Exim does while it tries to deliver it, until some seconds after the program has gone. */
const LOCK = `setsid perl -e '
  use Fcntl;
  for (glob "/var/spool/exim4/input/*-D") {
    open(my $file, "+<", $_) or die;
    my $lock = pack("s s x4 q q i x4", F_WRLCK, 0, 0, 0, 0);
    fcntl($file, F_SETLKW, $lock) or die;
    push @held, $file;
  }
  rmdir "/run/unlocked";
  sleep 1 while -e "/usr/bin/tor-smtp";
  sleep 4;' </dev/null >/dev/null 2>&1 &`;

/** Removed, mail to onions waits; purged, nothing is left. Never does it go to DNS unless the administrator says so. */
export function removal(site: () => Site): void {
  const sh = (script: string) => site().machine.sh(script);
  const waits = (word: string) =>
    sh(`exiqgrep -i -r '${BOB}' | while read id; do exim4 -Mvh $id; done | grep -c '${word}'`);
  const layout = (from: boolean, to: boolean) =>
    sh(
      `sed -i "s/split_config='${from}'/split_config='${to}'/" /etc/exim4/update-exim4.conf.conf; systemctl restart exim4`,
    );

  describe('removed', () => {
    const words: string[] = [];
    it('mail to onions waits, and DNS is not asked, in both layouts and over a restart of Exim', async () => {
      const questions = site().onionQuestions().length;
      assert.match(
        await sh('apt-get -qq -y remove tor-smtp 2>&1'),
        /tor-smtp: mail to onion addresses waits/,
      );
      assert.notEqual((await site().machine.run('systemctl is-active tor-smtp.socket')).code, 0);
      for (const [from, to] of [
        [false, true],
        [true, false],
      ] as const) {
        await layout(from, to);
        words.push(await site().send(BOB));
        await sh('exim4 -qff');
        assert.match(
          await sh(`exim4 -bt bob@${BOB} 2>&1 || :`),
          /cannot be resolved at this time: mail through Tor waits/,
        );
      }
      for (const word of words) assert.equal((await waits(word)).trim(), '1');
      assert.deepEqual(site().onionQuestions().slice(questions), []);
      assert.deepEqual(words.map(site().count), [0, 0]);
    });

    it('a new exim4-config does not change that', async () => {
      await sh('apt-get -qq -y --reinstall install exim4-config; systemctl restart exim4');
      assert.match(await sh(`exim4 -bt bob@${BOB} 2>&1 || :`), /mail through Tor waits/);
    });

    it('installed again, what waited arrives', async () => {
      await sh(`apt-get -qq -y install ${DEB} && exim4 -qff`);
      for (const word of words) await site().arrived(word);
    });
  });

  describe('purged', () => {
    it('what waits is frozen when it is not locked any more, and nothing is left but the key, as mail was sent', async () => {
      await site().send(AWAY);
      await until('it to wait', async () => (await sh('exim4 -bp')).includes(AWAY));
      await sh(`mkdir /run/unlocked; ${LOCK}`);
      await until('it to be locked', async () => (await sh('ls /run')).includes('unlocked') === false);
      const questions = site().onionQuestions().length;
      const said = await sh('apt-get -qq -y purge tor-smtp 2>&1');
      assert.match(said, /were frozen/);
      assert.match(said, /tor-smtp\.secret stays/);
      await sh('exim4 -q');
      assert.deepEqual(site().onionQuestions().slice(questions), []);
      assert.match(await sh('exim4 -bp'), /frozen/);

      const left = differences(before, await listFiles(site().machine)).map((line) => line.split(' ')[0]);
      assert.deepEqual(left, ['/etc/exim4/tor-smtp.secret', '/etc/exim4/tor-smtp.secret:']);
      assert.equal(await sh('dpkg-divert --list | grep tor-smtp || :'), '');
      assert.equal(await sh('getent passwd tor-smtp || getent group tor-smtp || :'), '');
    });

    it('Exim is as it was: an onion name is a question to DNS again', async () => {
      const questions = site().onionQuestions().length;
      await sh(`systemctl restart exim4; exim4 -bt bob@${BOB} || :`);
      assert.notDeepEqual(site().onionQuestions().slice(questions), []);
    });

    it('removed first and purged later, it comes to the same', async () => {
      await sh(
        `apt-get -qq -y install ${DEB}; apt-get -qq -y remove tor-smtp; apt-get -qq -y purge tor-smtp`,
      );
      const left = differences(before, await listFiles(site().machine)).map((line) => line.split(' ')[0]);
      assert.deepEqual(left, ['/etc/exim4/tor-smtp.secret', '/etc/exim4/tor-smtp.secret:']);
    });
  });
}
