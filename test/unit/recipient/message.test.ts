import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { it } from 'node:test';
import { array, asyncProperty, boolean, constantFrom, assert as hold, string } from 'fast-check';
import { mailServer } from '../../../src/recipient/mail-server.js';
import { passMessage } from '../../../src/recipient/message.js';
import { LOOK_ALIKE } from '../../../src/recipient/replies.js';
import { CLIENT_LOST } from '../../../src/replies.js';
import { NEVER } from '../../../src/wire/cancellation.js';
import { streamPeer } from '../../../src/wire/stream-peer.js';

const FORGED = /(?<!\r)\n\.[\r\n]|\r\.[\r\n]|\r\n\.(?:\n|\r[^\n])/;
const octet = constantFrom('a', '.', '\r', '\n', '\r\n', '\r\n.', '\r\n.\r\n', '\xff');
const segments = array(string({ unit: octet, maxLength: 20 }), { maxLength: 6 });

/** Passes what a client says, and then leaves, to a server that takes all; returns what that got. */
async function pass(said: readonly string[]) {
  const [from, answers, to] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const client = streamPeer(from, new PassThrough(), false);
  const server = mailServer(streamPeer(answers, to, false), { code: 250, text: '250 x\r\n' });
  let got = '';
  to.on('data', (bytes: Buffer) => {
    got += bytes.toString('latin1');
    if (`\r\n${got}`.endsWith('\r\n.\r\n')) answers.write('250 Queued\r\n');
  });
  for (const each of said) if (each !== '') from.write(each, 'latin1');
  from.end();
  const passed = await passMessage(client, server, 60_000, NEVER);
  let left = '';
  for (let rest = await client.read(); Buffer.isBuffer(rest); rest = await client.read())
    left += rest.toString('latin1');
  return { passed, got, left };
}

it('a server gets a message whole and no more, or no end of it', async () => {
  await hold(
    asyncProperty(segments, boolean(), async (pieces, ends) => {
      const said = ends ? [...pieces, '\r\n.\r\nQUIT\r\n'] : pieces;
      const all = said.join('');
      const at = `\r\n${all}`.indexOf('\r\n.\r\n');
      const whole = at < 0 ? all : all.slice(0, at + 3);
      const { passed, got, left } = await pass(said);
      if (at >= 0) assert.equal(left, all.slice(whole.length));
      if (FORGED.test(`\r\n${whole}`)) {
        if (at >= 0) assert.deepEqual(passed, { kind: 'answered', result: LOOK_ALIKE });
        assert.ok(whole.startsWith(got));
        assert.doesNotMatch(`\r\n${got}`, /[\r\n]\.[\r\n]/);
      } else if (at < 0) {
        assert.deepEqual(passed, { kind: 'broken', outcome: 'left', failure: CLIENT_LOST });
        // A CR that may end a look-alike is kept back until it is known.
        assert.equal(got, all.replace(/(?<=(?:^|\r\n)\.)\r$/, ''));
      } else {
        assert.deepEqual(passed, { kind: 'answered', result: { code: 250, text: ['Queued'] } });
        assert.equal(got, whole);
      }
    }),
    { numRuns: 1000 },
  );
});
