import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Wire } from '../../player/wire.js';
import { type Exim, makeExim } from '../../support/exim/exim.js';
import { temporaryFolder } from '../../support/folder.js';
import { inMode } from '../../support/programs/mode.js';
import { startXinetd, type Xinetd } from '../../support/programs/xinetd.js';
import type { TorClient } from '../../support/tor/client.js';
import { startNetwork, type TorNetwork } from '../../support/tor/network.js';
import { keyHolders } from './keys.js';
import { helloBy } from './session.js';

/** A private Tor network with a receiving mail server behind its onion services, and all that is needed to reach it. */
export interface TorWorld {
  readonly folder: string;
  readonly network: TorNetwork;
  /** Takes mail for whatever onion, keeps a message as it came, and offers TLS. */
  readonly receiver: Exim;
  readonly receiverPort: number;
  /** A unix socket behind the service `dead`: nothing listens there. */
  readonly deadPath: string;
  /** Clients of the network with the right and with a wrong key for the service `locked`. */
  readonly admitted: TorClient;
  readonly refused: TorClient;
  /** A xinetd that launches tor-smtp in front of the unix socket of a client (the first one if not given). */
  xinetd(args?: readonly string[], client?: TorClient): Promise<Xinetd>;
  /**
   * Calls tor-smtp, says EHLO after the greeting, and takes the reply that is expected. `names` is what EHLO carries:
   * local name and destination.
   */
  ehlo(xinetd: Xinetd, names: string, reply: RegExp): Promise<Wire>;
  stop(failed: boolean): Promise<void>;
}

/** `name.tor` that the first client maps to the service `open`. */
export const mapped = 'postoffice.tor';

export async function startTorWorld(progress: (text: string) => void): Promise<TorWorld> {
  const { path: folder, discard } = temporaryFolder('tor');
  const started: { stop(): Promise<void> }[] = [];
  let said = '';
  const sayOnce = (text: string) => {
    if (text !== said) progress(text);
    said = text;
  };
  const stop = async (failed: boolean) => {
    await Promise.all(started.map((one) => one.stop()));
    discard(failed);
  };
  try {
    const receiver = makeExim({
      folder,
      name: 'receiver',
      domains: ['*.onion', '*.tor'],
      main: 'received_header_text =\n',
      tls: true,
    });
    started.push(receiver);
    const receiverPort = await receiver.listen();
    const deadPath = join(folder, 'dead');
    const networkFolder = join(folder, 'network');
    mkdirSync(networkFolder, { mode: 0o700 });
    const network = await startNetwork({
      folder: networkFolder,
      onions: [
        { name: 'open', target: receiverPort },
        { name: 'other', target: receiverPort },
        { name: 'locked', target: receiverPort, clientAuth: true },
        { name: 'dead', target: `unix:${deadPath}` },
      ],
      mapAddress: { [mapped]: 'open' },
      progress: sayOnce,
    });
    started.push(network);
    const { admitted, refused } = await keyHolders(network, networkFolder);
    await Promise.all([
      network.reachable(['open', 'other']),
      network.reachable(['locked'], { client: admitted }),
      network.reachable(['dead'], { dead: true }),
    ]);
    const xinetd = async (args: readonly string[] = [], client = network.client) => {
      const log = join(folder, 'tor-smtp.log');
      const running = await startXinetd(
        inMode({
          folder,
          args: ['--socks', `unix:${client.unix}`, '--log', log, '--log-names', ...args],
        }),
      );
      started.unshift(running);
      return running;
    };
    const clients: Wire[] = [];
    started.unshift({
      stop: async () => {
        for (const { socket } of clients) socket.destroy();
      },
    });
    return {
      folder,
      network,
      receiver,
      receiverPort,
      deadPath,
      admitted,
      refused,
      xinetd,
      ehlo: ({ port }, names, reply) => helloBy(port, clients, names, reply, progress),
      stop,
    };
  } catch (error) {
    await stop(true);
    throw error;
  }
}
