import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mailFor, parseRecipient, parseSender } from '../../../src/recipient/envelope.js';
import { BAD_PARAMETER, BAD_RECIPIENT, BAD_SENDER } from '../../../src/recipient/replies.js';
import { isFailure } from '../../../src/replies.js';

describe('MAIL', () => {
  const told = (line: string, ...extensions: string[]) => {
    const sender = parseSender(line);
    return isFailure(sender) ? sender : mailFor(sender, new Set(extensions));
  };

  it('goes on with the parameters that the server has', () => {
    const line = 'mail  FROM: <a@b.example>  SIZE=5 body=8BITMIME ';
    assert.equal(told(line, 'SIZE', '8BITMIME'), 'MAIL FROM:<a@b.example> SIZE=5 body=8BITMIME');
    assert.equal(told(line, 'SIZE'), 'MAIL FROM:<a@b.example> SIZE=5');
    assert.equal(told(line, '8BITMIME'), 'MAIL FROM:<a@b.example> body=8BITMIME');
    assert.equal(told(line), 'MAIL FROM:<a@b.example>');
  });
  it('may have a null path, and one without a domain', () => {
    assert.equal(told('MAIL FROM:<>'), 'MAIL FROM:<>');
    assert.equal(told('MAIL FROM:<root>'), 'MAIL FROM:<root>');
  });
  it('has no other parameters', () => {
    for (const word of ['SMTPUTF8', 'AUTH=<>', 'RET=FULL', 'SIZE=', 'SIZE=-1', 'BODY=BINARYMIME', 'x'])
      assert.equal(told(`MAIL FROM:<> ${word}`), BAD_PARAMETER, word);
  });
  it('has one path in brackets', () => {
    for (const rest of [
      '',
      ' FROM',
      ' FROM:',
      ' FROM:a@b',
      ' FROM:<a@b',
      ' FROM:<a b@c>',
      ' FROM:<a@b>x',
      ' TO:<a@b>',
      ' FROM:<a@b@c>',
    ])
      assert.equal(told(`MAIL${rest}`), BAD_SENDER, rest);
  });
});

describe('RCPT', () => {
  it('has a domain, whatever is in front of it', () => {
    const domains: [string, string][] = [
      ['<a@B.onion>', 'B.onion'],
      ['<"x@y.onion> "@b.onion>', 'b.onion'],
      ['<"\\""@b.onion>', 'b.onion'],
      ['<a@[IPv6:::1]>', '[IPv6:::1]'],
      ['<postmaster>', ''],
    ];
    for (const [path, domain] of domains)
      assert.deepEqual(parseRecipient(`RCPT TO:${path}`), { path, domain });
  });
  it('has no route, no second path and no null path', () => {
    for (const rest of [
      '<>',
      '<@a.onion:b@c.onion>',
      '<a@b.onion',
      'a@b.onion',
      '<a@b.onion><c@d.onion>',
      '<"a@b.onion>',
      '<a@b.onion@c.onion>',
    ])
      assert.equal(parseRecipient(`RCPT TO:${rest}`), BAD_RECIPIENT, rest);
  });
  it('has no parameters', () => {
    assert.equal(parseRecipient('RCPT TO:<a@b.onion> NOTIFY=NEVER'), BAD_PARAMETER);
  });
});
