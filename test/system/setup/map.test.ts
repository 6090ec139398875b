import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hasFailed } from '../../support/outcome.js';
import { mistyped, onionAddress } from '../../support/stand-ins/onion-address.js';
import { type Ground, startGround } from './ground.js';

const MAP = '/etc/exim4/onion-map';
const OTHER = '/etc/exim4/other-map';
const onion = onionAddress('bob');

/** Each with what is in the way, what the program says of it, and what takes it away. */
const REFUSALS = [
  {
    name: 'a line that names no onion',
    make: `printf 'one.example: ${mistyped(onion)}\\n' >> ${MAP}`,
    says: /^tor-smtp-setup: no onion service is named by \/etc\/exim4\/onion-map, line 4: onion checksum$/m,
    clear: `sed -i '$d' ${MAP}`,
  },
  {
    name: "a file that Exim's user cannot read",
    make: `chmod 0600 ${MAP}`,
    says: /^tor-smtp-setup: Exim's user Debian-exim cannot read \/etc\/exim4\/onion-map$/m,
    clear: `chmod 0644 ${MAP}`,
  },
  {
    name: 'no file',
    make: `mv ${MAP} ${OTHER}`,
    says: /^tor-smtp-setup: \/etc\/exim4\/onion-map does not exist$/m,
    clear: `mv ${OTHER} ${MAP}`,
  },
  {
    name: 'a macro with which no mail comes to that file: what was done till then is undone',
    make: 'echo "TOR_SMTP_MAP_MX_AFTER = 0s" >> $macros',
    says: /Exim does not give mail for one\.example to tor_smtp_map_file, but says:\n[\s\S]*one\.example/,
    clear: "sed -i '$d' $macros",
  },
] as const;

for (const split of [true, false]) {
  const macros = split ? '/etc/exim4/conf.d/main/000_localmacros' : '/etc/exim4/exim4.conf.localmacros';

  describe(`tor-smtp-setup send --map, with the ${split ? 'split' : 'unsplit'} configuration`, () => {
    let ground: Ground;
    let pristine: string[];
    before(async () => {
      ground = await startGround('setup-map', { split, systemd: true });
      ground.write(MAP, `# ours\nclear.example: ${onion}\none.example: ${onion}\n`);
      ground.write(macros, '# Of mine.\nMY_OWN = 1\n');
      await ground.script(`chmod 0644 ${MAP} ${macros}; update-exim4.conf`);
      pristine = await ground.files();
    });
    after(() => ground?.end(hasFailed()));

    const route = (address: string) => ground.script(`exim4 -bt ${address} || :`);
    const ROUTED = /^ {2}router = tor_smtp_map_file, transport = tor_smtp$/m;

    for (const { name, make, says, clear } of REFUSALS) {
      it(`refuses ${name}; nothing has changed`, async () => {
        await ground.script(`macros=${macros}\n${make}\nupdate-exim4.conf`);
        const earlier = await ground.files();
        const { code, output } = await ground.setup('send', '--map', MAP);
        const changed = await ground.changedSince(earlier);
        await ground.script(`macros=${macros}\n${clear}\nupdate-exim4.conf`);
        assert.equal(code, 1, output);
        assert.match(output, says);
        assert.deepEqual(changed, []);
      });
    }

    it('--dry-run shows the macro, and changes nothing', async () => {
      const { code, output } = await ground.setup('send', '--map', MAP, '--dry-run');
      assert.equal(code, 0, output);
      const diff = `+++ ${macros}\n@@ -1,2 +1,5 @@\n # Of mine.\n MY_OWN = 1\n+# >>> tor-smtp-setup >>>\n+TOR_SMTP_MAP_FILE = ${MAP}\n`;
      assert.ok(output.includes(diff), output);
      assert.deepEqual(await ground.changedSince(pristine), []);
    });

    it('makes mail to a domain of the file go to its onion', async () => {
      assert.doesNotMatch(await route('user@one.example'), ROUTED);
      const { code, output } = await ground.setup('send', '--map', MAP);
      assert.equal(code, 0, output);
      // tor-smtp-check has nothing to mend but that Tor has no network here.
      assert.deepEqual(output.match(/\[[\w-]+\]$/gm), ['[tor-bootstrap]']);
      assert.match(await route('user@one.example'), ROUTED);
      assert.doesNotMatch(await route('user@two.example'), ROUTED);
    });

    it('has nothing to do a second time, nor without --map', async () => {
      const done = await ground.files();
      for (const more of [['--map', MAP], []]) {
        const { code, output } = await ground.setup('send', ...more);
        assert.equal(code, 0, output);
        assert.match(output, /^There is nothing to do\.\n/);
        assert.deepEqual(await ground.changedSince(done), []);
      }
    });

    it('takes another file in place of the first', async () => {
      await ground.script(`printf '*.two.example: ${onion}\\n' > ${OTHER}`);
      const { code, output } = await ground.setup('send', '--map', OTHER);
      assert.equal(code, 0, output);
      assert.match(await route('user@sub.two.example'), ROUTED);
      assert.doesNotMatch(await route('user@one.example'), ROUTED);
    });

    it('--undo leaves every file as it was, and what waits for an onion does not go by MX', async () => {
      const mail = 'printf "Subject: x\\n\\n" | exim4 -odq -f me@clear.example';
      await ground.script(`${mail} a@sub.two.example; ${mail} b@one.example; ${mail} c@elsewhere.example`);
      const { code, output } = await ground.setup('--undo');
      assert.equal(code, 0, output);
      const frozen = await ground.script(`rm ${OTHER}; exiqgrep -z`);
      assert.deepEqual(frozen.match(/[abc]@\S+$/gm)?.sort(), ['a@sub.two.example', 'b@one.example'], output);
      assert.doesNotMatch(await route('user@one.example'), ROUTED);
      assert.deepEqual(await ground.changedSince(pristine), []);
      // Exim runs, and nothing of it has read half a configuration.
      const said = await ground.script('test ! -s /var/log/exim4/paniclog; systemctl is-active exim4');
      assert.equal(said, 'active\n');
    });
  });
}
