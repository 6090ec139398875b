import assert from 'node:assert/strict';
import { it } from 'node:test';
import { array, constantFrom, assert as hold, integer, property, string } from 'fast-check';
import { endOfData } from '../../../src/recipient/end-of-data.js';

const octet = constantFrom('a', '.', '.', '\r', '\n', '\r\n', '\r\n.', '\n.', '\xff', '\0');
const text = string({ unit: octet, maxLength: 40 });

/** Scans these segments; returns what belongs to the message, or nothing if it goes on. */
function scanned(segments: readonly string[]) {
  const message = endOfData();
  let whole = '';
  for (const segment of segments) {
    const end = message.scan(Buffer.from(segment, 'latin1'));
    whole += segment.slice(0, end);
    if (end !== undefined) return { whole, isForged: message.isForged };
  }
  return { whole: undefined, isForged: message.isForged };
}

/** A dot alone in a line, of which one end is not CRLF. */
const FORGED = /(?<!\r)\n\.[\r\n]|\r\.[\r\n]|\r\n\.(?:\n|\r[^\n])/;

/** The same, found in the text as a whole. */
function model(all: string) {
  const at = `\r\n${all}`.indexOf('\r\n.\r\n');
  const whole = at < 0 ? undefined : all.slice(0, at + 3);
  return { whole, isForged: FORGED.test(`\r\n${whole ?? all}`) };
}

it('a message ends at the first CRLF, dot, CRLF, however it is cut', () => {
  hold(
    property(array(text, { maxLength: 5 }), (segments) => {
      assert.deepEqual(scanned(segments), model(segments.join('')));
    }),
    { numRuns: 5000 },
  );
});

it('what is in front of a look-alike and what is behind the end does not matter', () => {
  const line = string({ unit: constantFrom('a', '..', ' ', '\xff'), minLength: 1, maxLength: 5 });
  const forged = constantFrom(
    '\n.\n',
    '\n.\r\n',
    '\r\n.\n',
    '\r\n.\rx',
    '\r.\r',
    '\r.\n',
    '\r\r.\r\n',
    '\n\n.\n',
  );
  hold(
    property(line, forged, line, integer({ min: 1, max: 4 }), (before, between, behind, size) => {
      const all = `${before}${between}${behind}\r\n.\r\n`;
      const segments = `${all}MAIL\r\n.\r\n`.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      assert.deepEqual(scanned(segments), { whole: all, isForged: true });
    }),
    { numRuns: 2000 },
  );
});

it('ordinary text, with its dots stuffed, is no look-alike', () => {
  const words = string({ unit: constantFrom('a', '.', ' ', '\xff', '\0'), maxLength: 6 });
  hold(
    property(array(words, { maxLength: 8 }), (lines) => {
      const all = `${lines.map((each) => `${each.replace(/^\./, '..')}\r\n`).join('')}.\r\n`;
      assert.deepEqual(scanned([all]), { whole: all, isForged: false });
    }),
    { numRuns: 2000 },
  );
});
