import assert from 'node:assert/strict';
import { it } from 'node:test';
import { array, asyncProperty, constantFrom, assert as hold, oneof, string, tuple } from 'fast-check';
import { isFailure } from '../../../src/replies.js';
import { readReply } from '../../../src/server/reply.js';
import { NEVER } from '../../../src/wire/cancellation.js';
import type { Line, Lines } from '../../../src/wire/lines.js';

/** Lines that come from a list, and then the server closes. */
function linesFrom(texts: readonly string[]): Lines & { readonly left: () => number } {
  let at = 0;
  return {
    async next(): Promise<Line | 'fin' | 'overlong'> {
      const text = texts[at++];
      if (text === 'OVERLONG') return 'overlong';
      return text === undefined ? 'fin' : { text, terminator: '\r\n' };
    },
    release() {},
    left: () => texts.length - at,
  };
}

/** RFC 5321 4.2 told from the end: the reply is all lines up to the first without a hyphen, and each has the first's code. */
function model(texts: readonly string[]): string {
  const last = texts.findIndex((text) => text.charAt(3) !== '-');
  const reply = texts.slice(0, last < 0 ? texts.length : last + 1);
  const code = reply[0]?.slice(0, 3) ?? '';
  const isLine = (text: string) =>
    ['2', '3', '4', '5'].includes(text.charAt(0)) &&
    text.slice(0, 3) === code &&
    Number(code).toFixed(0) === code &&
    code.length === 3 &&
    ['', ' ', '-'].includes(text.charAt(3));
  if (!reply.slice(0, 101).every(isLine) || reply.length > 100) return 'Remote server does not speak SMTP';
  if (last < 0) return 'Remote server closed the connection';
  const words = reply.map((text) =>
    [...text.slice(4)].map((each) => (each === '\t' || (each >= ' ' && each <= '~') ? each : '?')).join(''),
  );
  return JSON.stringify([Number(code), words]);
}

const code = oneof(
  { weight: 8, arbitrary: constantFrom('220') },
  { weight: 1, arbitrary: constantFrom('250', '199', '600', '2x0', '22', '', ' 220', '٢20') },
);
const mark = constantFrom('-', '-', '-', '-', ' ', '', '+', '\t', '\r');
const words = string({
  unit: constantFrom('a', ' ', '\t', '\0', '\x7f', '\xff', '~', '-', '\r', '\u2028'),
  maxLength: 6,
});
const line = oneof(
  { weight: 20, arbitrary: tuple(code, mark, words).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: constantFrom('OVERLONG') },
);

it('a reply by chance is read as RFC 5321 has it, and not a line further', async () => {
  const many = constantFrom(98, 99, 100, 101).map((count) => [
    ...Array<string>(count).fill('250-x'),
    '250 y',
    'next',
  ]);
  await hold(
    asyncProperty(
      oneof({ weight: 50, arbitrary: array(line, { maxLength: 8 }) }, { weight: 1, arbitrary: many }),
      async (texts) => {
        const lines = linesFrom(texts);
        const reply = await readReply(lines, NEVER);
        if (isFailure(reply)) return assert.equal(reply.reply.text, model(texts));
        assert.equal(JSON.stringify([reply.code, reply.lines]), model(texts));
        assert.equal(lines.left(), texts.length - reply.lines.length);
      },
    ),
    { numRuns: 5000 },
  );
});
