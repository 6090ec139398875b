import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { Canceller } from '../../../src/wire/cancellation.js';
import { type Line, linesOf } from '../../../src/wire/lines.js';
import { streamPeer } from '../../../src/wire/stream-peer.js';

const show = (line: Line | string) => (typeof line === 'string' ? `<${line}>` : line.text);

/** The lines read from these segments, up to and with the end. */
async function read(limit: number, ...segments: string[]): Promise<string[]> {
  const stream = new PassThrough();
  const lines = linesOf(streamPeer(stream, new PassThrough(), false), limit);
  for (const segment of segments) stream.write(segment, 'latin1');
  stream.end();
  const seen: string[] = [];
  while (seen.at(-1) !== '<fin>') seen.push(show(await lines.next()));
  return seen;
}

/** All the ways to cut a text in two, and octet by octet. */
function cuts(text: string): string[][] {
  return [[text], [...text], ...[...text].map((_, at) => [text.slice(0, at), text.slice(at)])];
}

describe('lines', () => {
  it('end with CRLF or LF, in whatever segments they come', async () => {
    for (const segments of cuts('a\r\nb\n\r\n\nc\r\rd\r\n')) {
      assert.deepEqual(
        await read(512, ...segments),
        ['a', 'b', '', '', 'c\r\rd', '<fin>'],
        JSON.stringify(segments),
      );
    }
  });

  it('are octets, not UTF-8', async () => {
    assert.deepEqual(await read(512, '\xff\xc3', '\xa4\n'), ['\xff\xc3\xa4', '<fin>']);
  });

  it('are as long as the limit with their terminator, or overlong once', async () => {
    for (const segments of cuts('12345678\r\n123456789\r\n123456789\n1234567890123456789012345\r\nok\r\n')) {
      assert.deepEqual(
        await read(10, ...segments),
        ['12345678', '<overlong>', '123456789', '<overlong>', 'ok', '<fin>'],
        JSON.stringify(segments),
      );
    }
  });

  it('need their terminator', async () => {
    assert.deepEqual(await read(512, 'a\r\nb'), ['a', '<fin>']);
  });

  it('leave what follows to the next reader, byte for byte', async () => {
    const rest = 'b\nc\r\n\r\n\xffd\r';
    for (const segments of cuts(`a\r\n${rest}`)) {
      const stream = new PassThrough();
      const peer = streamPeer(stream, new PassThrough(), false);
      const lines = linesOf(peer, 512);
      for (const segment of segments) stream.write(segment, 'latin1');
      stream.end();
      assert.equal(show(await lines.next()), 'a');
      lines.release();
      let left = '';
      for (let bytes = await peer.read(); Buffer.isBuffer(bytes); bytes = await peer.read())
        left += bytes.toString('latin1');
      assert.equal(left, rest, JSON.stringify(segments));
    }
  });

  it('can be waited for in vain without loss', async () => {
    const stream = new PassThrough();
    const lines = linesOf(streamPeer(stream, new PassThrough(), false), 512);
    stream.write('a');
    const wait = new Canceller<'over'>();
    setImmediate(() => wait.cancel('over'));
    assert.equal(await lines.next(wait), 'cancelled');
    stream.write('b\r\n');
    assert.equal(show(await lines.next()), 'ab');
  });
});
