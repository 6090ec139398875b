import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as replies from '../../src/replies.js';
import { root } from '../support/paths.js';

const { greetingRefused, isFailure, render, socksFailure, status, TOR_REPLIES } = replies;

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
    const all: replies.Reply[] = [];
    for (const value of Object.values(replies)) {
      if (typeof value === 'object' && isFailure(value)) all.push(value.reply);
      else if (typeof value === 'object' && 'code' in value) all.push(value);
    }
    all.push(replies.torUnavailable('unix:/x', 'ENOENT').reply, replies.torHung('unix:/x').reply);
    for (let rep = 1; rep < 256; rep += 1) all.push(socksFailure(rep).reply);
    for (const reply of all) assert.match(render(reply), /^[\x20-\x7e]{4,510}\r\n$/);
    const said = new Map(all.map((reply) => [reply.text, reply]));
    for (const reply of all) assert.deepEqual(said.get(reply.text), reply);
  });
});

describe('a SOCKS port that cannot be connected to', () => {
  it('is not blamed where this machine has run out of something', () => {
    const [away, full] = ['ECONNREFUSED', 'EMFILE'].map((errno) => replies.torUnavailable('unix:/x', errno));
    assert.match(away?.reply.text as string, /^Tor is not running/);
    assert.match(full?.reply.text as string, /^Out of resources/);
    assert.equal(full?.cause, 'out of resources: EMFILE');
    for (const failure of [away, full]) assert.equal(failure && replies.status(failure.reply), '421 4.3.2');
  });
});

describe('a SOCKS reply', () => {
  it('has a transcript, and each row of the table one that names it', () => {
    const transcripts = readdirSync(join(root, 'test/transcripts'));
    for (const rep of TOR_REPLIES.keys()) {
      const hex = rep.toString(16).toUpperCase().padStart(2, '0');
      const name = transcripts.find((each) => each.startsWith(`tor-reply-${hex}-`));
      assert.ok(name, `no test/transcripts/tor-reply-${hex}-*.txt`);
      const text = readFileSync(join(root, 'test/transcripts', name), 'utf8');
      assert.match(text, new RegExp(`^tor    > REP ${hex}\\b`, 'm'), name);
    }
  });
});

describe('the words of a server that turns us away', () => {
  const said = (code: number, ...lines: string[]) => render(greetingRefused(code, lines).reply);

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
