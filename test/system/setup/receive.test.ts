import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hasFailed } from '../../support/outcome.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { type Ground, startGround } from './ground.js';

/** What is said at an onion's door for these commands. */
const door = (commands: string, where: string) =>
  `{ sleep 1; printf '${commands.replace(/$/gm, '\\r').replaceAll('\n', '\\n')}\\nQUIT\\r\\n'; } | ncat -w 20 ${where}`;

for (const { split, systemd } of [
  { split: true, systemd: true },
  { split: false, systemd: false },
]) {
  const words = `${systemd ? 'with systemd' : 'with xinetd alone'} and the ${split ? 'split' : 'unsplit'} configuration`;
  describe(`tor-smtp-setup receive, ${words}`, () => {
    let ground: Ground;
    let pristine: string[];
    let onion = '';
    before(async () => {
      ground = await startGround('setup-receive', { split, systemd });
      pristine = await ground.files();
    });
    after(() => ground?.end(hasFailed()));

    it('new --dry-run changes nothing', async () => {
      const { code, output } = await ground.setup('receive', 'new', '--user', 'alice', '--dry-run');
      assert.equal(code, 0, output);
      assert.match(output, /^\+HiddenServiceDir \/var\/lib\/tor\/mail-26$/m);
      assert.match(output, /^-prdr_enable = true\n\+prdr_enable = false$/m);
      assert.deepEqual(await ground.changedSince(pristine), []);
    });

    it('new makes an onion, and says its addresses at the end', async () => {
      const { code, output } = await ground.setup(
        'receive',
        'new',
        '--user',
        'alice',
        '--user',
        'pen.name=bob',
      );
      assert.equal(code, 0, output);
      onion = output.match(/^alice@([a-z2-7]{56}\.onion)\npen\.name@\1\n$/m)?.[1] ?? '';
      assert.notEqual(onion, '', output);
      // It stands alone: that nothing is sent from here is no fault.
      assert.match(output, /^This machine sends no mail to onions yet; tor-smtp-setup send is for that\.$/m);
      assert.doesNotMatch(output, /STOP|MEND|tor-smtp-check/);
      assert.equal(await ground.script('cat /var/lib/tor/mail-26/hostname'), `${onion}\n`);
      const commands = `EHLO x\nMAIL FROM:<a@x.example>\nRCPT TO:<pen.name@${onion}>\nRCPT TO:<carol@${onion}>\nRCPT TO:<postmaster@clear.example>`;
      const replies = await ground.script(
        door(commands, systemd ? '-U /run/tor-hidden/26.sock' : '127.0.0.1 26'),
      );
      assert.match(replies, new RegExp(`^220 ${onion} ESMTP\\r\\n`));
      assert.doesNotMatch(replies, /PRDR|clear\.example/);
      assert.match(replies, /^250 OK\r\n250 Accepted\r\n55\d .*\r\n55\d .*\r\n221/m);
    });

    it('of that name has nothing to do, but for a further user', async () => {
      const done = await ground.files();
      const again = await ground.setup('receive', onion, '--user', 'alice');
      assert.match(again.output, /^There is nothing to do\.\n/);
      assert.deepEqual(await ground.changedSince(done), []);
      const { code, output } = await ground.setup('receive', onion, '--user', 'carol');
      assert.equal(code, 0, output);
      assert.match(await ground.script(`cat /etc/exim4/tor-hidden/users/${onion}`), /^carol: carol$/m);
    });

    it('refuses an onion that Tor does not have, and accounts that are not there, and changes nothing', async () => {
      const done = await ground.files();
      for (const [line, says] of [
        [[onionAddress('nobody'), '--user', 'alice'], /this Tor has no onion service/],
        [['new', '--user', 'nosuch'], /there is no account nosuch/],
        [['new', '--user', 'boss=root'], /Exim delivers no mail to root/],
        [[onion, '--user', 'alice=bob'], /has "alice: alice" already/],
      ] as const) {
        const { code, output } = await ground.setup('receive', ...line);
        assert.equal(code, 1, output);
        assert.match(output, says);
      }
      assert.deepEqual(await ground.changedSince(done), []);
    });

    it('and send together: mail to other onions goes to tor-smtp, and the onion stays as it is', async () => {
      const { code, output } = await ground.setup('send');
      assert.equal(code, 0, output);
      assert.match(output, /^tor-smtp-check says:$/m);
      const routers = await ground.script('exim4 -bP router_list');
      assert.match(routers, /^tor_hidden_user$[\s\S]*^tor_smtp_any_to_onion$[\s\S]*^tor_hidden_guard$/m);
      const domain = await ground.setup('send', '--domain', onion);
      assert.match(domain.output, /received behind Tor already/);
    });

    it('--undo leaves nothing but the keys of the onion', async () => {
      const { code, output } = await ground.setup('--undo');
      assert.equal(code, 0, output);
      assert.match(output, /keeps \/var\/lib\/tor\/mail-26: /);
      const left = (await ground.changedSince(pristine)).filter(
        (line) => !line.includes('/var/lib/tor/mail-26'),
      );
      assert.deepEqual(
        left.filter((line) => !line.includes('/var/log/tor-smtp')),
        [],
      );
    });
  });
}
