import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lengthen, mayEndMessage } from '../../../src/wire/tail.js';

describe('the last words of a client', () => {
  const may = [
    ['the dot', 'the last line\r\n.\r\n'],
    ['the dot in a segment of its own', '.\r\n'],
    ['the dot of a client with bare line feeds', 'the last line\n.\n'],
    ['QUIT behind it', 'the last line\r\n.\r\nQUIT\r\n'],
    ['QUIT in small letters, with a blank', 'quit \r\n'],
    ['a chunk', 'BDAT 12 LAST\r\nthe last one'],
    ['a chunk behind its envelope', 'RCPT TO:<a@b.onion>\r\nbdat 12 LAST\r\nthe last one'],
    ['what is inside TLS', '\x17\x03\x03\x00\x13\x9a\xf0\r\n'],
    ['a text that may be', 'caf\xe9\r\n'],
  ] as const;
  const mayNot = [
    ['nothing', ''],
    ['a command', 'MAIL FROM:<a@b.onion>\r\n'],
    ['DATA', 'DATA\r\n'],
    ['a line of a message', 'MAIL FROM:<a@b.onion>\r\nDATA\r\nSubject: x\r\n\r\nhello\r\n'],
    ['a line that is cut off', 'DATA\r\nhel'],
    ['a dot that is stuffed', 'DATA\r\n..\r\n'],
    ['a dot in a line', 'the end.\r\n'],
    ['a dot without its line end', 'the end\r\n.\r'],
    ['QUIT in a line', 'I QUIT\r\n'],
    ['QUIT without its line end', 'QUIT'],
  ] as const;
  for (const [name, words] of may) it(`may end a message: ${name}`, () => assert.ok(mayEndMessage(words)));
  for (const [name, words] of mayNot) it(`cannot end one: ${name}`, () => assert.ok(!mayEndMessage(words)));

  it('are kept across segments, and no more of them than needed', () => {
    assert.ok(
      mayEndMessage([...'text\r\n.\r\n'].reduce((tail, octet) => lengthen(tail, Buffer.from(octet)), '')),
    );
    const tail = lengthen(lengthen('', Buffer.alloc(5000, 'x')), Buffer.from('\r\n.\r\n'));
    assert.ok(mayEndMessage(tail));
    assert.equal(tail.length, 1024);
  });

  it('may end a message where there was more: a chunk is as long as it likes', () => {
    const bdat = 'BDAT 5000 LAST\r\n';
    for (const length of [1023 - bdat.length, 1024 - bdat.length, 5000]) {
      assert.ok(mayEndMessage(lengthen('', Buffer.from(bdat + 'x'.repeat(length)))), String(length));
    }
  });
});
