import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Peer } from '../../../src/wire/peer.js';
import { socketPeer } from '../../../src/wire/socket-peer.js';
import { streamPeer } from '../../../src/wire/stream-peer.js';
import { until } from '../../support/wait.js';

/** A peer as the resident program has them, and its other end. */
async function accepted(): Promise<{ peer: Peer; client: Socket }> {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect({ port: (server.address() as AddressInfo).port, allowHalfOpen: true });
  const [socket] = (await once(server, 'connection')) as [Socket];
  server.close();
  return { peer: streamPeer(socket, socket, true), client };
}

/** Until it is noticed that the client has gone. */
async function lossOf(peer: Peer): Promise<void> {
  try {
    await until('the loss', () => peer.gone.reason);
  } finally {
    peer.destroy();
  }
}

it('a reset right behind bytes is no FIN: the peer is gone', async () => {
  const { peer, client } = await accepted();
  client.write('EHLO\r\n');
  client.resetAndDestroy();
  await peer.read();
  peer.readAhead();
  await lossOf(peer);
});

it('a reset right behind further bytes is noticed, where they are read ahead', async () => {
  const { peer, client } = await accepted();
  client.write('EHLO\r\n');
  await peer.read();
  peer.readAhead();
  for (let times = 0; times < 3; times += 1) {
    client.write('NOOP\r\n');
    await pause(20);
  }
  client.write('NOOP\r\n');
  client.resetAndDestroy();
  await lossOf(peer);
});

it('so it is where there is one buffer, and nothing of what came before is lost', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { peer, socket } = socketPeer({}, false);
  socket.connect({ port: (server.address() as AddressInfo).port });
  const [other] = (await once(server, 'connection')) as [Socket];
  server.close();
  peer.readAhead();
  const words = ['EHLO a\r\n', 'NOOP\r\n', 'QUIT\r\n'];
  for (const word of words) {
    other.write(word);
    await pause(20);
  }
  other.resetAndDestroy();
  await lossOf(peer);
  for (const word of words) assert.equal(`${await peer.read()}`, word);
  assert.equal(await peer.read(), 'reset');
});

it('no more is read ahead than there is room for', async () => {
  const { peer, client } = await accepted();
  client.write(Buffer.alloc(32 * 1024 * 1024));
  peer.readAhead();
  await pause(300);
  const waiting = client.writableLength;
  peer.destroy();
  client.destroy();
  assert.ok(waiting > 0);
});

it('a FIN right behind bytes leaves the other direction open', async () => {
  const { peer, client } = await accepted();
  client.end('EHLO\r\n');
  await peer.read();
  assert.equal(await peer.read(), 'fin');
  assert.equal(await peer.write('250 OK\r\n'), true);
  assert.equal(`${(await once(client, 'data'))[0]}`, '250 OK\r\n');
  assert.equal(peer.gone.reason, undefined);
  peer.destroy();
  client.destroy();
});
