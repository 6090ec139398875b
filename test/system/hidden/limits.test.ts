import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { talk } from '../../support/machine/client.js';
import { siteDuring } from './site/during.js';
import { FIRST, SECOND } from './site/site.js';

const RIGHT: Readonly<Record<string, string>> = {
  MAIL: '250 OK',
  RCPT: '250 Accepted',
  DATA: '354 Enter message, ending with "." on a line by itself',
  Subj: '250 OK',
};

describe('the limits', () => {
  const macros = {
    TOR_HIDDEN_SIZE: '2000',
    TOR_HIDDEN_MESSAGES: '2',
    TOR_HIDDEN_RECIPIENTS: '3',
    TOR_HIDDEN_BAD_RECIPIENTS: '2',
    TOR_HIDDEN_MESSAGE_RATE: '10 / 1h',
    TOR_HIDDEN_CONNECTION_RATE: '20 / 1h',
  };
  const lines = Object.entries(macros).map(([name, value]) => `${name} = ${value}\n`);
  const site = siteDuring('hidden-limits', { macros: lines.join('') });
  const say = async (lines: readonly string[], onion = FIRST) =>
    (await talk(await site().dial(onion.port), ['EHLO x', ...lines])).slice(2);
  const from = 'MAIL FROM:<a@far.example>';

  it('a message has so many recipients', async () => {
    const replies = await say([from, ...Array(4).fill('RCPT TO:<postmaster>')]);
    assert.deepEqual(replies.slice(1), [...Array(3).fill('250 Accepted'), '452 Too many recipients']);
  });

  it('who tries names is cut off', async () => {
    const replies = await say([from, ...Array(5).fill(`RCPT TO:<who@${FIRST.name}>`)]);
    assert.deepEqual(replies.slice(1), [
      ...Array(3).fill('550 Unknown user'),
      '550 Too many bad recipients',
      '',
    ]);
  });

  it('a connection has so many messages', async () => {
    assert.deepEqual(await say([from, 'RSET', from, 'RSET', from]), [
      ...['250 OK', '250 Reset OK', '250 OK', '250 Reset OK'],
      '421 Too many messages',
    ]);
  });

  it('a message is so large, also without SIZE', async () => {
    assert.deepEqual(await say([`${from} SIZE=2001`]), ['552 Message size exceeds maximum permitted']);
    const long = `Subject: x\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(40)}.`;
    const replies = await say([from, 'RCPT TO:<postmaster>', 'DATA', long], SECOND);
    assert.match(replies[3] ?? '', /^552 Message size exceeds maximum permitted/);
  });

  it('an onion takes so many messages and connections in a time, and another is not touched', async () => {
    const mail = [];
    for (let count = 0; count < 12; count++) mail.push(...(await say([from])));
    assert.equal(mail.at(-1), '450 Too many messages');
    assert.deepEqual(await say([from], SECOND), ['250 OK']);
    let greeting = '';
    for (let count = 0; count < 12; count++) [greeting = ''] = await talk(await site().dial(FIRST.port), []);
    assert.equal(greeting, '421 Too many connections');
    assert.match((await talk(await site().dial(SECOND.port), []))[0] ?? '', /^220 /);
    assert.match((await talk(await site().dial(25), []))[0] ?? '', /^220 /);
  });
});

describe('an onion port with the limits that are shipped', () => {
  const site = siteDuring('hidden-unlimited');

  it('takes 20 messages in one connection, with 9 bad recipients among them', async () => {
    const mail = 'MAIL FROM:<a@far.example>';
    const message = [mail, 'RCPT TO:<postmaster>', 'DATA', 'Subject: x\r\n\r\nx\r\n.'];
    const bad = [mail, `RCPT TO:<who@${FIRST.name}>`, ...message.slice(1)];
    const lines = [...Array(9).fill(bad), ...Array(11).fill(message)].flat();
    const replies = await talk(await site().dial(FIRST.port), ['EHLO x', ...lines, mail]);
    const expected = (each: string[]) =>
      each.map((line) => (/who@/.test(line) ? '550 Unknown user' : RIGHT[line.slice(0, 4)]));
    assert.deepEqual(replies.slice(2, -1), expected(lines));
    assert.equal(replies.at(-1), '421 Too many messages');
    // Exim by itself leaves all after the tenth to the next queue run.
    await site().idle();
    assert.equal((await site().exim(['-bp'])).output.trim(), '');
    assert.equal(
      site()
        .mailbox('mail')
        .match(/^From /gm)?.length,
      20,
    );
  });
});
