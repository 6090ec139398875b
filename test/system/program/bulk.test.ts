import assert from 'node:assert/strict';
import { createCipheriv, createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type SocketActivate, startSocketActivate } from '../../support/programs/socket-activate.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { type StandIn, startStandIn } from '../../support/stand-ins/onion-stand-in.js';
import { until } from '../../support/wait.js';

const onion = onionAddress('bob');
const chunk = 64 * 1024;
const amount = 1600 * chunk;
/** Of the whole process, kilobytes. Node alone is half of it. */
const mostMemory = 100_000;

/** The same bytes every time, and all values among them: a cipher over zeros. */
function* noise(): Generator<Buffer> {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 1), Buffer.alloc(16, 2));
  for (let sent = 0; sent < amount; sent += chunk) yield cipher.update(Buffer.alloc(chunk));
}
function digestOfNoise(): string {
  const hash = createHash('sha256');
  for (const bytes of noise()) hash.update(bytes);
  return hash.digest('hex');
}

async function sendNoise(socket: Socket): Promise<void> {
  for (const bytes of noise()) if (!socket.write(bytes)) await once(socket, 'drain');
}

/** Reads nothing until the sender is stuck, then little by little, then as fast as it can. */
async function readSlowly(socket: Socket, sender: Socket): Promise<string> {
  const hash = createHash('sha256');
  let received = 0;
  socket.pause();
  let written = -1;
  await until('the sender to be held back', async () => {
    const before = written;
    written = sender.bytesWritten;
    await pause(200);
    return sender.writableNeedDrain && before === written;
  });
  assert.ok(sender.bytesWritten < amount / 2, 'everything was swallowed while nobody read');
  socket.on('data', (bytes: Buffer) => {
    received += bytes.length;
    hash.update(bytes);
    if (received > 4_000_000) return;
    socket.pause();
    setTimeout(() => socket.resume(), 5);
  });
  socket.resume();
  await until('the last byte', () => received >= amount);
  assert.equal(received, amount);
  return hash.digest('hex');
}

describe('bulk through the splice', () => {
  let tor: StandIn;
  let server: Server;
  let systemd: SocketActivate;
  const sockets = new Set<Socket>();
  let calls = 0;

  before(async () => {
    server = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    tor = await startStandIn({ [onion]: (server.address() as AddressInfo).port });
    systemd = await startSocketActivate(['--socks', `127.0.0.1:${tor.port}`]);
  });
  after(async () => {
    for (const socket of sockets) socket.destroy();
    await systemd.stop();
    tor.stop();
    server.close();
  });

  /** Both ends of a connection that is spliced, and the process between them. */
  async function spliced(): Promise<{ near: Socket; far: Socket; pid: number }> {
    const arrival = once(server, 'connection') as Promise<[Socket]>;
    const near = connect(systemd.port, '127.0.0.1');
    sockets.add(near);
    const heard = async (socket: Socket, wanted: string) => {
      let text = '';
      while (!text.endsWith(wanted)) text += String((await once(socket, 'data'))[0]);
    };
    await heard(near, '220 tor-smtp ESMTP\r\n');
    near.write(`EHLO me.onion ${onion}\r\n`);
    const [far] = await arrival;
    far.write('220 far ESMTP\r\n');
    await heard(far, 'EHLO me.onion\r\n');
    const greeted = heard(near, '250 far\r\n');
    far.write('250 far\r\n');
    await greeted;
    calls += 1;
    const pids = () => [...systemd.running.output().matchAll(/as PID (\d+)/g)];
    const pid = await until('the process to be named', () => pids()[calls - 1]?.[1]);
    return { near, far, pid: Number(pid) };
  }
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
