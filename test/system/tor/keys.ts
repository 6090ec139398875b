import { join } from 'node:path';
import type { TorClient } from '../../support/tor/client.js';
import type { TorNetwork } from '../../support/tor/network.js';
import { makeClientKey, writeClientAuth } from '../../support/tor/onion.js';

/** Two more clients of the network: with the right and with a wrong key for the service `locked`. */
export async function keyHolders(
  network: TorNetwork,
  folder: string,
): Promise<{ readonly admitted: TorClient; readonly refused: TorClient }> {
  const holding = async (name: string, key = makeClientKey()) => {
    const clientAuthFolder = join(folder, `keys-of-${name}`);
    writeClientAuth(clientAuthFolder, network.onions.locked ?? '', key);
    return network.addClient(name, { clientAuthFolder });
  };
  const [admitted, refused] = await Promise.all([
    holding('admitted', network.keys.locked),
    holding('refused'),
  ]);
  return { admitted, refused };
}
