import { type End, socketEnd } from '../wire/peer.js';
import type { Descriptors } from './descriptors.js';

/** Whoever is on standard input and output: Exim, or somebody at a terminal. */
export interface Client {
  readonly end: End;
  readonly terminal: boolean;
}

/** Opens standard input and output as the client's end, whatever they are. */
export async function openClient({ service, terminal }: Descriptors): Promise<Client> {
  if (!service) return { end: (await import('./by-hand.js')).openByHand(), terminal };
  const { end, socket } = socketEnd({ fd: 0, readable: true, writable: true }, true);
  // Or a reply over one segment waits 40 ms for an acknowledgement.
  socket.setNoDelay(true);
  return { end, terminal };
}
