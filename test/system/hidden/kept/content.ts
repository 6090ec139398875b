import assert from 'node:assert/strict';
import { it } from 'node:test';
import { talk } from '../../../support/machine/client.js';
import { FIRST } from '../site/site.js';
import type { Kept } from './kept.js';

/** Tests of messages that are odd. */
export function whateverItIs({ site, deliver, clean, waiting }: Kept) {
  it('is no message that Exim would take for a loop', async () => {
    await site().idle();
    await clean();
    const hops = (count: number) => Array.from({ length: count }, (_, at) => `Received: by ${at}.example`);
    for (const count of [30, 31, 100])
      assert.equal((await deliver('alice', hops(count)))[5], '550 Too many Received lines');
    assert.equal((await deliver('alice', hops(29)))[5], '250 OK');
    await site().idle();
    assert.match(site().mailbox('alice'), /^Received: by 28\.example$/m);
    assert.doesNotMatch(site().log(), /suspected mail loop/);
  });

  it('is all there, whatever it was: odd lines, and none', async () => {
    await clean();
    const long = 'x'.repeat(50_000);
    const odd: Record<string, readonly string[]> = {
      'many lines': Array.from({ length: 2000 }, (_, at) => `X-${at}: y`),
      'a long line': [`X: ${long}`],
      'a field over many lines': ['X: y', ...Array(500).fill(` ${'z'.repeat(70)}`)],
      'no address': ['From: a', 'To: b@', 'Cc: <', 'Sender: @'],
      'a NUL and octets over 127': ['X: \0\xff\xfe'],
      'no field': ['no field at all'],
    };
    for (const header of Object.values(odd)) assert.equal((await deliver('alice', header))[5], '250 OK');
    const letter = ['EHLO x', 'MAIL FROM:<>', `RCPT TO:<alice@${FIRST.name}>`, 'DATA'];
    const [, , , , , empty] = await talk(await site().dial(FIRST.port), [...letter, '.']);
    assert.equal(empty, '250 OK');
    await site().idle();
    assert.equal(await waiting(), '');
    const arrived = site()
      .mailbox('alice')
      .match(/^From MAILER|^From [^ ]+ /gm)?.length;
    assert.equal(arrived, Object.keys(odd).length + 1);
  });
}
