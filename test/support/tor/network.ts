import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../wait.js';
import { claimSubnet, startBackbone, whileAllRun } from './backbone.js';
import { type ClientOptions, startClient, type TorClient } from './client.js';
import { controlTorrc, openControl } from './control.js';
import { type ClientKey, makeClientKey, type OnionWish, serviceFolder, serviceTorrc } from './onion.js';
import { untilReachable } from './probe.js';
import { configureTor, startTor, type TorProcess } from './process.js';

/** A whole Tor network on loopback: directory authorities, relays, a Tor with onion services, a client. */
export interface TorNetwork {
  readonly client: TorClient;
  /** The relays that are no directory authorities. */
  readonly relays: readonly TorProcess[];
  /** Address of each onion service by its name. */
  readonly onions: Readonly<Record<string, string>>;
  /** Of the services with client authorization: the key that opens them. */
  readonly keys: Readonly<Record<string, ClientKey>>;
  /** Another client on the same network. */
  addClient(name: string, options?: ClientOptions): Promise<TorClient>;
  /**
   * Waits until these services can be reached through `client` (the first one if not given). Services that nothing
   * listens behind are `dead`: of them only the descriptor has to be there.
   */
  reachable(names: readonly string[], how?: { client?: TorClient; dead?: boolean }): Promise<void>;
  stop(): Promise<void>;
}

export interface NetworkOptions {
  /** Everything is kept in here. */
  folder: string;
  onions: readonly OnionWish[];
  /** Names that the first client maps, each to a service's name. */
  mapAddress?: Readonly<Record<string, string>>;
  progress?: (text: string) => void;
}

export async function startNetwork(options: NetworkOptions): Promise<TorNetwork> {
  const { folder, onions: wishes, progress = () => {} } = options;
  const { address, release } = await claimSubnet();
  const started: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    await Promise.all(started.map((one) => one.stop()));
    release();
  };
  try {
    progress('keys of the directory authorities');
    const backbone = await startBackbone(folder, address);
    started.push(...backbone.processes);

    const keys = Object.fromEntries(
      wishes.filter(({ clientAuth }) => clientAuth).map(({ name }) => [name, makeClientKey()]),
    );
    const services = join(folder, 'services');
    configureTor(services, [
      ...backbone.torrc,
      'SocksPort 0',
      ...controlTorrc(services),
      ...serviceTorrc(services, wishes, keys),
    ]);
    const service = startTor(services);
    started.push(service);
    const control = await openControl(services);
    await control.ask('SETEVENTS HS_DESC');
    const hostname = async (name: string) => {
      const file = join(serviceFolder(services, name), 'hostname');
      return until(`the address of ${name}`, () => existsSync(file) && readFileSync(file, 'latin1').trim());
    };
    const addresses = wishes.map(async ({ name }) => [name, await hostname(name)]);
    const onions: Record<string, string> = Object.fromEntries(await Promise.all(addresses));

    const addClient = async (name: string, how: ClientOptions = {}) => {
      const client = await startClient(join(folder, name), address(), backbone.torrc, how);
      started.push(client);
      return client;
    };
    const names = Object.entries(options.mapAddress ?? {});
    const client = await whileAllRun(
      backbone.processes,
      addClient('client', {
        mapAddress: Object.fromEntries(names.map(([from, to]) => [from, onions[to] ?? to])),
        seen: (percent) => progress(`the private Tor network starts: ${percent} %`),
      }),
    );
    return {
      client,
      relays: backbone.relays,
      onions,
      keys,
      addClient,
      async reachable(which, how = {}) {
        progress('the onion services publish their descriptors');
        const port = (name: string) => wishes.find((wish) => wish.name === name)?.port ?? 25;
        const probe = async (name: string) => {
          // Asking before would not only fail, but also keep the client from asking again for some seconds.
          const uploaded = `HS_DESC UPLOADED ${onions[name]?.replace('.onion', '')} `;
          await until(
            `the descriptor of ${name}`,
            () => control.events.some((event) => event.startsWith(uploaded)),
            60,
          );
          await untilReachable(how.client ?? client, onions[name] ?? name, port(name), how);
        };
        await Promise.all(which.map(probe));
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
