import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { author, bob, letter, toBob } from '../../../support/exim/names.js';
import { direct } from './direct.js';
import { FAULTS } from './faults.js';
import { DEBUG, questionsIn } from './questions.js';

describe('exim: nothing leaves where something cannot be found out', () => {
  const exims = direct('exim-closed');

  for (const [fault, { site, spoil }] of Object.entries(FAULTS)) {
    it(`${fault}: mail of an onion sender waits or is refused`, async () => {
      const exim = exims.sender(site);
      spoil?.(exim);
      const args = [DEBUG, '-odf', '-oi', '-f', author, '--', ...toBob.to];
      let result = { code: 0 as number | null, output: '' };
      const sessions = await exims.during(async () => {
        result = await exim.run(args, letter(author, toBob.to));
      });
      const log = exim.log();
      assert.deepEqual(
        sessions.flatMap(({ messages }) => messages),
        [],
        log,
      );
      assert.deepEqual(questionsIn(result.output), []);
      // No router of the site had the message.
      assert.doesNotMatch(log, / R=(?:dnslookup|mailbox)(?= T=remote| defer|:)/);
      const waits =
        result.code !== 0 || / (?:==|\*\*) b@/.test(log) || (await exim.queue()).includes(`b@${bob}`);
      assert.ok(waits, `neither waits nor is refused: ${log}`);
    });
  }

  it('without a fault it leaves', async () => {
    const exim = exims.sender();
    const sessions = await exims.during(() => exim.submit(letter(author, toBob.to), toBob));
    assert.equal(sessions.flatMap(({ messages }) => messages).length, 1, exim.log());
  });
});
