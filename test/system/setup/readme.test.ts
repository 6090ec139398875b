import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hasFailed } from '../../support/outcome.js';
import { installExim } from '../hidden/site/layout.js';
import { type Ground, startGround } from './ground.js';

/** The commands of contrib/README.md to send; for the one template, those that make it anew. */
const SEND = (split: boolean) => `cd /usr/local/lib/node_modules/tor-smtp
  cp -r contrib/exim4/conf.d /etc/exim4/
  ${split ? '' : 'update-exim4.conf.template --run'}`;

for (const split of [true, false]) {
  describe(`Exim's ${split ? 'split' : 'unsplit'} configuration is that of contrib/README.md`, () => {
    let ground: Ground;
    before(async () => {
      ground = await startGround('setup-readme', { split, systemd: false });
      await ground.script('cp -a /etc/exim4 /run/exim4-before; service tor start');
    });
    after(() => ground?.end(hasFailed()));

    /** What Exim reads, without remarks, after some commands on a machine as it was. */
    async function madeBy(commands: string): Promise<string> {
      await ground.script(
        `rm -rf /etc/exim4; cp -a /run/exim4-before /etc/exim4\n${commands}\nupdate-exim4.conf`,
      );
      return configuration();
    }
    /** In front of the sections the order is of no matter: the one template has our macros last. */
    async function configuration() {
      const text = (await ground.script('exim4 -bP config')).replace(/^[ \t]*#.*\n|^\n/gm, '');
      const [main = '', ...sections] = text.split(/^(?=begin )/m);
      return [...main.split('\n').sort(), ...sections].join('\n');
    }

    for (const [name, steps, line] of [
      ['to send', SEND(split), ['send']],
      ['to receive', installExim(!split), ['receive', 'new', '--user', 'alice']],
    ] as const) {
      it(name, async () => {
        const plain = await madeBy(':');
        const byHand = await madeBy(steps);
        assert.notEqual(byHand, plain);
        assert.equal(await madeBy(':'), plain);
        const { code, output } = await ground.setup(...line);
        assert.equal(code, 0, output);
        assert.equal(await configuration(), byHand);
        assert.equal((await ground.setup('--undo')).code, 0);
        assert.equal(await configuration(), plain);
      });
    }
  });
}
