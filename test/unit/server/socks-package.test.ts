import assert from 'node:assert/strict';
import { it } from 'node:test';
import { negotiate } from '../../../src/server/socks-package.js';
import type { Peer } from '../../../src/wire/peer.js';

it('a fault while a SOCKS port answers ends the wait for its answer', async () => {
  const fault = new Error('a fault');
  const peer = { read: () => Promise.reject(fault), write: async () => {} } as unknown as Peer;
  await assert.rejects(
    negotiate(peer, { host: 'b.onion', port: 25 }, undefined, () => {}),
    fault,
  );
});
