import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { it } from 'node:test';
import { array, asyncProperty, constantFrom, assert as hold, integer, string } from 'fast-check';
import { linesOf } from '../../../src/wire/lines.js';
import { streamPeer } from '../../../src/wire/stream-peer.js';

const LIMIT = 12;
const octet = constantFrom('a', 'b', ' ', '\0', '\xff', '\xe4', '\r', '\r', '\n', '\n', '\r\n');
const text = string({ unit: octet, maxLength: 60 });

/** The lines of a text, found octet by octet: their texts, or that one is overlong. */
function model(whole: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const character of whole) {
    line += character;
    if (line.length === LIMIT + 1) lines.push('overlong');
    if (character !== '\n') continue;
    if (line.length <= LIMIT) lines.push(line.slice(0, line.endsWith('\r\n') ? -2 : -1));
    line = '';
  }
  return lines;
}

async function open(segments: readonly string[]) {
  const stream = new PassThrough();
  const peer = streamPeer(stream, new PassThrough(), false);
  for (const segment of segments) if (segment !== '') stream.write(segment, 'latin1');
  stream.end();
  return { peer, lines: linesOf(peer, LIMIT) };
}

it('lines are those of the whole text, however it is cut', async () => {
  await hold(
    asyncProperty(array(text, { maxLength: 6 }), async (segments) => {
      const { lines } = await open(segments);
      const seen: string[] = [];
      for (let line = await lines.next(); line !== 'fin'; line = await lines.next()) {
        seen.push(typeof line === 'string' ? line : line.text);
      }
      assert.deepEqual(seen, model(segments.join('')));
    }),
    { numRuns: 1500 },
  );
});

it('what has not been given out as a line is released, octet by octet', async () => {
  // Without overlong lines, of which a part is dropped.
  const short = array(constantFrom('\n', 'a\r\n', '\xff\r\r\n', 'bc\n', '\0 \r\n', 'd\r'), { maxLength: 12 });
  await hold(
    asyncProperty(
      short,
      integer({ min: 1, max: 4 }),
      integer({ min: 0, max: 5 }),
      async (pieces, size, count) => {
        const whole = pieces.join('').replace(/[^\n]{9,}/g, '');
        const { peer, lines } = await open(whole.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []);
        let given = '';
        for (let left = count; left > 0; left -= 1) {
          const line = await lines.next();
          if (typeof line === 'string') break;
          given += line.text + line.terminator;
        }
        lines.release();
        for (let bytes = await peer.read(); Buffer.isBuffer(bytes); bytes = await peer.read()) {
          given += bytes.toString('latin1');
        }
        assert.equal(given, whole);
      },
    ),
    { numRuns: 1000 },
  );
});
