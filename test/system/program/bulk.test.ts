import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { until } from '../../support/wait.js';
import { digestOfNoise, readSlowly, sendNoise } from './noise.js';
import { splicer } from './spliced.js';

/** Of the whole process, kilobytes. Node alone is half of it. */
const mostMemory = 100_000;

describe('bulk through the splice', () => {
  const spliced = splicer();
  const peak = (pid: number) =>
    Number(readFileSync(`/proc/${pid}/status`, 'latin1').match(/^VmHWM:\s+(\d+) kB/m)?.[1]);

  const digest = digestOfNoise();
  for (const direction of ['to', 'from'] as const) {
    it(`100 MB ${direction} the server arrive unchanged at a slow reader, in little memory`, async (context) => {
      const { near, far, pid } = await spliced();
      const [sender, reader] = direction === 'to' ? [near, far] : [far, near];
      const started = Date.now();
      const [arrived] = await Promise.all([readSlowly(reader, sender), sendNoise(sender)]);
      assert.equal(arrived, digest);
      const kilobytes = peak(pid);
      context.diagnostic(`${((Date.now() - started) / 1000).toFixed(1)} s, at most ${kilobytes} kB resident`);
      assert.ok(kilobytes < mostMemory, `${kilobytes} kB resident`);
      far.end();
      await until('the end of the program', () => near.destroyed || near.readableEnded);
    });
  }

  it('every octet passes in both directions, alone and among all others', async () => {
    const { near, far } = await spliced();
    const octets = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
    // Also what would mean something to a mail server, a telnet or a terminal at the edge of a segment.
    const telling = ['\r\n.\r\n', '\n.\n', '\r', '\n', '\0', '\x03', '\x04', '\xff\xf4', '\x1a', 'QUIT\r\n'];
    const parts = [
      octets,
      ...[...octets].map((value) => Buffer.of(value)),
      ...telling.map((t) => Buffer.from(t, 'latin1')),
    ];
    const whole = Buffer.concat(parts);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      const got: Buffer[] = [];
      to.on('data', (bytes: Buffer) => got.push(bytes));
      for (const part of parts) {
        from.write(part);
        await new Promise(setImmediate);
      }
      await until('all of it', () => Buffer.concat(got).length >= whole.length);
      assert.deepEqual(Buffer.concat(got), whole);
    }
  });
});
