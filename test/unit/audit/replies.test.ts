import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { repliesOf } from '../../../src/audit/session/replies.js';
import { show } from '../../../src/audit/text.js';
import { streamPeer } from '../../../src/wire/stream-peer.js';
import { until } from '../../support/wait.js';

const LONG = 10_000;

/** All replies in a text, given at once or octet by octet, up to the close. */
async function repliesIn(text: string, octetwise: boolean) {
  const stream = new PassThrough();
  const replies = repliesOf(streamPeer(stream, stream, false));
  for (const piece of octetwise ? text : [text]) stream.write(piece, 'latin1');
  stream.end();
  const all: [string, ...string[]][] = [];
  for (;;) {
    const { code, lines } = await replies.next(LONG);
    all.push([code, ...lines]);
    if (code === 'close') return all;
  }
}

describe('replies', () => {
  for (const [what, text, ...expected] of [
    ['of one line', '250 OK\r\n', ['250', '250 OK']],
    ['of several lines', '250-a\r\n250-b\r\n250 c\r\n', ['250', '250-a', '250-b', '250 c']],
    ['one after the other', '250 a\r\n550 b\r\n', ['250', '250 a'], ['550', '550 b']],
    ['without text, and with LF alone', '250\n221 bye\n', ['250', '250'], ['221', '221 bye']],
    ['with octets that are not ASCII', '250 \xe4\xff\0\r\n', ['250', '250 \xe4\xff\0']],
    ['that are none', 'HTTP/1.1 400 Bad\r\n\r\n', ['?', 'HTTP/1.1 400 Bad'], ['?', '']],
    ['cut short', '250-a\r\n250 b', ['250', '250-a', '250 b']],
  ] as const) {
    for (const octetwise of [false, true]) {
      it(`${what}${octetwise ? ', octet by octet' : ''}`, async () => {
        assert.deepEqual(await repliesIn(text, octetwise), [...expected, ['close']]);
      });
    }
  }

  it('that do not come are silence, and may still come later', async () => {
    const stream = new PassThrough();
    const replies = repliesOf(streamPeer(stream, stream, false));
    assert.deepEqual(await replies.next(20), { code: 'silence', lines: [] });
    stream.write('250-a\r\n');
    assert.deepEqual(await replies.next(20), { code: 'silence', lines: [] });
    stream.write('250 b\r\n');
    assert.deepEqual(await replies.next(LONG), { code: '250', lines: ['250-a', '250 b'] });
  });

  it('that come unasked are read before the connection is lost', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('220 a\r\n');
      setTimeout(() => socket.write('421 b\r\n', () => socket.resetAndDestroy()), 50);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const peer = streamPeer(socket, socket, false);
    const replies = repliesOf(peer);
    try {
      assert.equal((await replies.next(LONG)).code, '220');
      await until('the loss', () => peer.gone.reason);
      assert.equal((await replies.next(LONG)).code, '421');
      assert.equal((await replies.next(LONG)).code, 'close');
    } finally {
      peer.destroy();
      server.close();
    }
  });

  it('without end are cut off', async () => {
    const stream = new PassThrough();
    const replies = repliesOf(streamPeer(stream, stream, false));
    stream.on('error', () => {});
    stream.write('x'.repeat(2_000_000));
    assert.equal((await replies.next(LONG)).code, 'close');
  });
});

describe('text for people', () => {
  it('is one line of printable ASCII', () => {
    assert.equal(show('250-a\r\n250 b\r\n'), '250-a / 250 b');
    assert.equal(show('\x1b[31m\x9b\0\t'), '\\x1b[31m\\x9b\\x00\\x09');
  });

  it('is not longer than it may be', () => {
    assert.equal(show('x'.repeat(40), 40), 'x'.repeat(40));
    const short = show('x'.repeat(41), 40);
    assert.ok(short.length <= 40 && short.endsWith('... (41)'), short);
  });
});
