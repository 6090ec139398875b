import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { it } from 'node:test';
import type { Peer } from '../../../src/wire/peer.js';
import { streamPeer } from '../../../src/wire/stream-peer.js';

/** A peer as the resident program has them, and its other end. */
async function accepted(): Promise<{ peer: Peer; client: Socket }> {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect({ port: (server.address() as AddressInfo).port, allowHalfOpen: true });
  const [socket] = (await once(server, 'connection')) as [Socket];
  server.close();
  return { peer: streamPeer(socket, socket, true), client };
}

it('a reset right behind bytes is no FIN: the peer is gone', async () => {
  const { peer, client } = await accepted();
  client.write('EHLO\r\n');
  client.resetAndDestroy();
  await peer.read();
  peer.readAhead();
  if (!peer.gone.aborted) await once(peer.gone, 'abort', { signal: AbortSignal.timeout(20_000) });
  peer.destroy();
});

it('a FIN right behind bytes leaves the other direction open', async () => {
  const { peer, client } = await accepted();
  client.end('EHLO\r\n');
  await peer.read();
  assert.equal(await peer.read(), 'fin');
  assert.equal(await peer.write('250 OK\r\n'), true);
  assert.equal(`${(await once(client, 'data'))[0]}`, '250 OK\r\n');
  assert.equal(peer.gone.aborted, false);
  peer.destroy();
  client.destroy();
});
