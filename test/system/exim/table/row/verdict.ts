import assert from 'node:assert/strict';
import { evenIds } from '../headers/model.js';
import type { Left, Submitted } from '../machine/orders.js';
import { headerOf } from './outcome.js';
import type { Row } from './row.js';

/** All that is known of one row after the machine has done its work. */
export interface Seen {
  readonly submitted: Submitted;
  /** By tor-smtp. */
  readonly left: readonly Left[];
  /** By DNS, to a server outside: commands, an empty line, and the message. */
  readonly outside: readonly string[];
  /** The mailboxes that the row names. */
  readonly mailboxes: readonly string[];
  /** Exim's log lines of the row's messages. */
  readonly log: string;
}

const DATE = String.raw`Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:00 \+0000\r\n`;
const MESSAGE_ID = String.raw`Message-ID: <[0-9a-f]{40}@[\w.-]+\.(?:onion|tor)>\r\n`;
/** In any order; another test looks at that. */
const STAMPS = new RegExp(`^(?:${DATE}${MESSAGE_ID}|${MESSAGE_ID}${DATE})`);

/** Fails unless the row came out as it says. */
export function judge(row: Row, seen: Seen) {
  const outcome =
    row.outcome.kind !== 'safe'
      ? row.outcome
      : seen.left.length > 0
        ? { kind: 'leaves' as const, header: row.outcome.header }
        : { kind: 'refused' as const, words: [] };
  const told = `${row.file}:${row.line} (${row.id})\n${seen.log}\n${seen.submitted.said}`;
  const messages = seen.left.flatMap(({ messages }) => messages);
  if (outcome.kind === 'leaves' || outcome.kind === 'leaves whole') {
    assert.ok(messages.length > 0, `nothing left\n${told}`);
    for (const message of messages) {
      const header = message.slice(0, message.indexOf('\r\n\r\n') + 2);
      if (outcome.kind === 'leaves') {
        assert.match(header, STAMPS, told);
        const rest = header.replace(STAMPS, '').replaceAll('\r\n', '\n');
        assert.equal(readable(evenIds(rest)), readable(evenIds(outcome.header)), told);
      } else assert.match(readable(header), pattern(outcome.header), told);
      const [, id = ''] = message.match(/^Message-ID: *(.*)\r$/im) ?? [];
      for (const copy of seen.mailboxes) {
        assert.deepEqual(copy.match(/^Message-ID:.*$/gim), [`Message-ID: ${id}`], `${copy}\n${told}`);
      }
      const body = row.message.slice(headerOf(row.message).length).replaceAll('\n', '\r\n');
      assert.equal(message.slice(header.length), body, told);
    }
    const commands = seen.left.flatMap(({ commands }) =>
      commands.map((line) => line.replace(/ SIZE=\d+| BODY=8BITMIME/g, '')),
    );
    const refused = seen.log.match(/^.* \*\* .*$/gm)?.join('\n') ?? '';
    for (const word of row.also) assert.match(refused, new RegExp(word, 'i'), told);
    for (const command of row.commands)
      assert.ok(commands.includes(command), `${commands.join('\n')}\n${told}`);
    return;
  }
  if (outcome.kind === 'leaves outside') {
    assert.equal(seen.outside.length, 1, told);
    assert.deepEqual(messages, [], told);
    return;
  }
  assert.deepEqual(messages, [], `left\n${told}`);
  assert.deepEqual(seen.outside, [], `left by DNS\n${told}`);
  const mark = outcome.kind === 'refused' ? /^.* (?:\*\* ).*$|^5\d\d[ -].*$/gm : / == .*$/gm;
  if (outcome.kind === 'stays') {
    assert.doesNotMatch(seen.log, / (?:\*\*|==) /, told);
    return;
  }
  const lines = `${seen.log}\n${seen.submitted.said}`.match(mark)?.join('\n') ?? '';
  assert.notEqual(lines, '', `not ${outcome.kind}\n${told}`);
  for (const word of outcome.words) assert.match(lines, new RegExp(word, 'i'), told);
}

/** Control characters as text, for the eye. */
const readable = (text: string) =>
  text
    .replaceAll('\r\n', '\n')
    .replace(/\p{Cc}/gu, (one) => (/[\t\n]/.test(one) ? one : `\\x${one.charCodeAt(0).toString(16)}`));

/** `*` stands for a value with all its folds. */
function pattern(header: string): RegExp {
  const lines = readable(header)
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\*(?=\n)/g, '.*(?:\\n[ \\t].*)*');
  return new RegExp(`^${lines}$`);
}
