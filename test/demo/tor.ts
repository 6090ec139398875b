import { onionAddress } from '../support/stand-ins/onion-address.js';
import { startStandIn } from '../support/stand-ins/onion-stand-in.js';
import { startNetwork } from '../support/tor/network.js';

/** A way to the receiving server through Tor, or through what stands for it. */
export interface Way {
  readonly what: string;
  readonly onion: string;
  /** For --socks. */
  readonly socks: string;
  stop(): Promise<void> | void;
}

export async function standIn(port: number): Promise<Way> {
  const onion = onionAddress('the receiving server of the demonstration');
  const tor = await startStandIn({ [onion]: port });
  return { what: 'a stand-in for Tor', onion, socks: `127.0.0.1:${tor.port}`, stop: tor.stop };
}

export async function privateTor(
  port: number,
  folder: string,
  progress: (text: string) => void,
): Promise<Way> {
  const network = await startNetwork({ folder, onions: [{ name: 'receiver', target: port }], progress });
  await network.reachable(['receiver']).catch(async (error) => {
    await network.stop();
    throw error;
  });
  return {
    what: 'a private Tor network on this machine',
    onion: network.onions.receiver ?? '',
    socks: `unix:${network.client.unix}`,
    stop: network.stop,
  };
}
