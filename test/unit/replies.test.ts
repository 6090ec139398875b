import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as replies from '../../src/replies.js';

const { render, serverFailure, socksFailure, status } = replies;

describe('a reply', () => {
  it('takes the class of its enhanced status from its code', () => {
    assert.equal(status({ code: 451, detail: '4.1', text: 'x' }), '451 4.4.1');
    assert.equal(status(replies.GREETING), '220');
  });

  it('is rendered with code and status on every line', () => {
    assert.equal(render({ code: 220, text: 'hello' }), '220 hello\r\n');
    assert.equal(render({ code: 554, detail: '0.0', text: ['a', 'b'] }), '554-5.0.0 a\r\n554 5.0.0 b\r\n');
  });

  it('fits a line of 512 octets, in printable ASCII, and each has words of its own', () => {
    const all = Object.values(replies).filter((each) => typeof each === 'object');
    for (let rep = 1; rep < 256; rep += 1) all.push(socksFailure(rep).reply);
    for (const reply of all) assert.match(render(reply), /^[\x20-\x7e]{4,510}\r\n$/);
    const said = new Map(all.map((reply) => [reply.text, reply]));
    for (const reply of all) assert.deepEqual(said.get(reply.text), reply);
  });
});

describe('the words of a server that turns us away', () => {
  const said = (code: number, ...lines: string[]) => render(serverFailure(code, lines).reply);

  it('are passed on as the server’s', () => {
    assert.equal(said(554, 'no mail here'), '554 5.0.0 Remote server says: no mail here\r\n');
    assert.equal(said(421, ''), '421 4.0.0 Remote server says:\r\n');
  });

  it('keep their enhanced status if it fits the code', () => {
    assert.equal(said(554, '5.7.1 go away'), '554 5.7.1 Remote server says: go away\r\n');
    assert.equal(said(554, '4.7.1 go away'), '554 5.0.0 Remote server says: 4.7.1 go away\r\n');
    assert.equal(said(554, '5.7.10x'), '554 5.0.0 Remote server says: 5.7.10x\r\n');
  });

  it('keep their lines', () => {
    assert.equal(
      said(554, '5.7.1 no', '5.7.1 mail', 'here'),
      '554-5.7.1 Remote server says: no\r\n554-5.7.1 mail\r\n554 5.7.1 here\r\n',
    );
  });
});
