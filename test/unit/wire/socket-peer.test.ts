import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Canceller } from '../../../src/wire/cancellation.js';
import type { Peer } from '../../../src/wire/peer.js';
import { socketPeer } from '../../../src/wire/socket-peer.js';
import { until } from '../../support/wait.js';

/** A peer with a read buffer of its own, as a launched session has them, and its other end. */
async function connected(context: TestContext): Promise<{ peer: Peer; client: Socket }> {
  const server = createServer({ noDelay: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { peer, socket } = socketPeer({}, true);
  socket.connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [client] = (await once(server, 'connection')) as [Socket];
  server.close();
  context.after(() => {
    peer.destroy();
    client.destroy();
  });
  return { peer, client };
}

async function say(client: Socket, words: readonly string[]): Promise<void> {
  for (const word of words) {
    client.write(word);
    await pause(20);
  }
}

test('what was read ahead, before and after it was asked for, stays as it came', async (context) => {
  const { peer, client } = await connected(context);
  await say(client, ['EHLO\r\n']);
  assert.equal(`${await peer.read()}`, 'EHLO\r\n');
  const wait = new Canceller<'over'>();
  const given = peer.read(wait);
  wait.cancel('over');
  assert.equal(await given, 'cancelled');
  // Who gave up has left the peer reading, for one piece.
  await say(client, ['one\r\n']);
  peer.readAhead();
  await say(client, ['two, longer\r\n', 'three\r\n']);
  const read: string[] = [];
  while (read.length < 3) read.push(`${await peer.read()}`);
  assert.deepEqual(read, ['one\r\n', 'two, longer\r\n', 'three\r\n']);
  await say(client, ['four\r\n']);
  assert.equal(`${await peer.read()}`, 'four\r\n');
});

test('a reset is noticed behind several pieces, where they are read ahead', async (context) => {
  const { peer, client } = await connected(context);
  await say(client, ['EHLO\r\n']);
  await peer.read();
  peer.readAhead();
  await say(client, ['NOOP\r\n', 'NOOP\r\n', 'NOOP\r\n']);
  client.resetAndDestroy();
  await until('the loss', () => peer.gone.reason);
});
