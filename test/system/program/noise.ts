import assert from 'node:assert/strict';
import { createCipheriv, createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../support/wait.js';

const chunk = 64 * 1024;
const amount = 1600 * chunk;
/** The same bytes every time, and all values among them: a cipher over zeros. */
function* noise(): Generator<Buffer> {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 1), Buffer.alloc(16, 2));
  for (let sent = 0; sent < amount; sent += chunk) yield cipher.update(Buffer.alloc(chunk));
}

/** What arrives has to have. */
export function digestOfNoise(): string {
  const hash = createHash('sha256');
  for (const bytes of noise()) hash.update(bytes);
  return hash.digest('hex');
}

/** Sends it as fast as it is taken. */
export async function sendNoise(socket: Socket): Promise<void> {
  for (const bytes of noise()) if (!socket.write(bytes)) await once(socket, 'drain');
}

/** Reads nothing until the sender is stuck, then little by little, then as fast as it can. */
export async function readSlowly(socket: Socket, sender: Socket): Promise<string> {
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
