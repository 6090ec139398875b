import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hasFailed } from '../../support/outcome.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { type Ground, startGround } from './ground.js';

const onion = onionAddress('bob');

/** Where Exim would send mail for an onion. */
const ROUTE = `exim4 -bt bob@${onion}`;
/** A session as Exim would have it: the greeting, and what the way through Tor is like. */
const SESSION = `printf 'EHLO a.onion ${onion}\\r\\nQUIT\\r\\n' | ncat --no-shutdown -w 20 127.0.0.1 12668`;

for (const split of [true, false]) {
  describe(`tor-smtp-setup send, with systemd and the ${split ? 'split' : 'unsplit'} configuration`, () => {
    let ground: Ground;
    let pristine: string[];
    before(async () => {
      ground = await startGround('setup-send', { split, systemd: true });
      pristine = await ground.files();
    });
    after(() => ground?.end(hasFailed()));

    it('--dry-run shows what it would do, and changes nothing', async () => {
      const { code, output } = await ground.setup('send', '--dry-run');
      assert.equal(code, 0, output);
      assert.match(output, /^\+\+\+ \/etc\/tor\/torrc$[\s\S]*^\+\+SocksPort unix:\/run\/tor-smtp\/socks /m);
      assert.match(output, /^ {4}\$ systemctl enable --now tor-smtp\.socket$/m);
      assert.match(output, /^Nothing of this has been done\.$/m);
      assert.deepEqual(await ground.changedSince(pristine), []);
    });

    it('makes mail to onions go to tor-smtp, and from there to Tor', async () => {
      const { code, output } = await ground.setup('send', '--domain', onion);
      assert.equal(code, 0, output);
      assert.match(
        await ground.script(ROUTE.replace(onion, onionAddress('carol'))),
        /router = tor_smtp_any_to_onion, transport = tor_smtp$/m,
      );
      assert.doesNotMatch(await ground.script(`${ROUTE} || :`), /tor_smtp_any_to_onion/, 'its own domain');
      assert.match(await ground.script('exim4 -bP transport tor_smtp'), /^port = 12668$/m);
      // tor-smtp-check has nothing to mend but that Tor has no network here.
      assert.deepEqual(output.match(/\[[\w-]+\]$/gm), ['[tor-bootstrap]']);
      // Tor's own word (X'F6') for a name that is well formed, and whose key is none.
      assert.match(
        await ground.script(SESSION),
        /^220 tor-smtp ESMTP\r\n550 5\.1\.2 Tor: not a valid onion name\r\n/,
      );
      assert.equal(
        await ground.script('stat -c "%a %U:%G" /run/tor-smtp /etc/exim4/tor-smtp.secret'),
        '750 debian-tor:tor-smtp\n640 root:Debian-exim\n',
      );
    });

    it('has nothing to do a second time', async () => {
      const done = await ground.files();
      const { code, output } = await ground.setup('send', '--domain', onion);
      assert.equal(code, 0, output);
      assert.match(output, /^There is nothing to do\.\n/);
      assert.deepEqual(await ground.changedSince(done), []);
    });

    it('--undo leaves every file as it was, and nothing of its own', async () => {
      const { code, output } = await ground.setup('--undo');
      assert.equal(code, 0, output);
      assert.deepEqual(await ground.changedSince(pristine), []);
      assert.equal(await ground.script('getent passwd tor-smtp || :; ss -Hltn sport = 12668'), '');
    });

    it('gives a log that outlives it to root, and back to the user of the next time', async () => {
      const owners = () => ground.script('stat -c "%a %U:%G" /var/log/tor-smtp /var/log/tor-smtp/log');
      for (const make of ['setpriv --reuid tor-smtp --clear-groups touch /var/log/tor-smtp/log', ':']) {
        const { code, output } = await ground.setup('send');
        assert.equal(code, 0, output);
        await ground.script(make);
        assert.match(await owners(), /^750 tor-smtp:adm\n\d+ tor-smtp:\w+\n$/);
        assert.equal((await ground.setup('--undo')).code, 0);
        assert.match(await owners(), /^750 root:root\n\d+ root:root\n$/);
      }
    });

    it('asks no name server about an onion in all that', async () => {
      const { questions } = await ground.counted();
      assert.deepEqual(
        questions.filter((question) => /onion/.test(question)),
        [],
      );
    });
  });
}
