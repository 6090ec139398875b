import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { contrib } from '../paths.js';
import { controlTorrc, openControl, type TorControl } from './control.js';
import { configureTor, startTor, type TorProcess } from './process.js';

/** A Tor with the SOCKS ports that mail uses. */
export interface TorClient {
  readonly host: string;
  readonly port: number;
  /** The unix socket of the shipped torrc, with all its flags. */
  readonly unix: string;
  readonly process: TorProcess;
  control(): Promise<TorControl>;
  stop(): Promise<void>;
  /** Starts it again after `stop`, with what it knew of the network. */
  start(): Promise<void>;
}

export interface ClientOptions {
  mapAddress?: Readonly<Record<string, string>>;
  /** A folder of `.auth_private` files. */
  clientAuthFolder?: string;
  seen?: (percent: number) => void;
}

export const socksPort = 9050;

/** The shipped SocksPort for mail in another place, from where the folder's owner alone reaches it. */
function shippedSocksPort(path: string): string {
  const [line, ...more] =
    readFileSync(resolve(contrib, 'tor/torrc'), 'utf8').match(/^\+?SocksPort .*$/gm) ?? [];
  if (!line || more.length > 0) throw new Error('the shipped torrc has not exactly one SocksPort');
  return line.replace(/^\+?SocksPort unix:\S+/, () => `SocksPort unix:${path}`);
}

export async function startClient(
  folder: string,
  host: string,
  network: readonly string[],
  options: ClientOptions = {},
): Promise<TorClient> {
  const unix = join(folder, 'socks');
  configureTor(folder, [
    ...network,
    `OutboundBindAddress ${host}`,
    `SocksPort ${host}:${socksPort} ExtendedErrors`,
    shippedSocksPort(unix),
    ...controlTorrc(folder),
    ...Object.entries(options.mapAddress ?? {}).map(([from, to]) => `MapAddress ${from} ${to}`),
    ...(options.clientAuthFolder ? [`ClientOnionAuthDir ${options.clientAuthFolder}`] : []),
  ]);
  let process = startTor(folder);
  await process.bootstrapped(options.seen).catch(async (error) => {
    await process.stop();
    throw error;
  });
  return {
    host,
    port: socksPort,
    unix,
    get process() {
      return process;
    },
    control: () => openControl(folder),
    stop: () => process.stop(),
    start: async () => {
      process = startTor(folder);
      await process.bootstrapped();
    },
  };
}
