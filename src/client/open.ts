import type { Peer } from '../wire/peer.js';
import { socketPeer } from '../wire/socket-peer.js';
import type { Descriptors } from './descriptors.js';

/** Whoever is on standard input and output: Exim, or somebody at a terminal. */
export interface Client {
  readonly peer: Peer;
  readonly terminal: boolean;
}

/** Opens standard input and output, whatever they are. */
export async function openClient({ service, terminal }: Descriptors): Promise<Client> {
  if (!service) return { peer: (await import('./by-hand.js')).openByHand(), terminal };
  const { peer, socket } = socketPeer({ fd: 0, readable: true, writable: true }, true);
  // Without this a reply of more than one segment waits 40 ms for an acknowledgement.
  socket.setNoDelay(true);
  return { peer, terminal };
}
