import { join } from 'node:path';
import { freePort } from '../../support/ports.js';
import { start } from '../../support/programs/command.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { startNetwork } from '../../support/tor/network.js';
import type { Plant } from '../options.js';
import { type Kept, keep } from './keep.js';

/** What leads to the two servers. */
export interface Way {
  readonly name: string;
  /** For --socks. */
  readonly socks: string;
  /** The onion names of the servers, in order. */
  readonly onions: readonly [string, string];
  /** The processes that can be disturbed. */
  pids(): number[];
  stop(): Promise<void>;
}

const NAMES = [onionAddress('bob'), onionAddress('carol')] as const;

/** The stand-in, in a process of its own that can be killed. With a plant it once does what the run is to find. */
export async function standIn(folder: string, ports: readonly [number, number], plant?: Plant): Promise<Way> {
  const port = await freePort();
  const table = NAMES.map((name, index) => `${name}=${ports[index]}`);
  const args = [
    join(__dirname, 'stand-in.js'),
    String(port),
    join(folder, 'planted'),
    plant ?? 'none',
    ...table,
  ];
  const kept: Kept = await keep('the stand-in for Tor', async () => {
    const running = start(process.execPath, args, { env: {} });
    await running.line(/listens/);
    return { pid: running.pid, stop: () => running.stop() };
  });
  return {
    name: kept.name,
    socks: `127.0.0.1:${port}`,
    onions: NAMES,
    pids: () => [kept.pid() ?? []].flat(),
    stop: () => kept.stop(),
  };
}

/** A Tor client is left in peace for so long, milliseconds: at each start it has to learn the network and build circuits. */
const UP = 20_000;

/** A private Tor network. Its client is killed and started again, the rest is left in peace. */
export async function privateTor(folder: string, ports: readonly [number, number]): Promise<Way> {
  const [bob, carol] = ports;
  const network = await startNetwork({
    folder: join(folder, 'tor'),
    onions: [
      { name: 'bob', target: bob },
      { name: 'carol', target: carol },
    ],
    progress: (text) => console.log(text),
  });
  await network.reachable(['bob', 'carol']);
  const { client, onions } = network;
  let up = 0;
  const kept = await keep('the Tor client', async () => {
    if (up > 0) await client.start();
    up = Date.now();
    return { pid: client.process.running.pid, stop: async () => {} };
  });
  return {
    name: kept.name,
    socks: `${client.host}:${client.port}`,
    onions: [onions.bob ?? '', onions.carol ?? ''],
    pids: () => (Date.now() - up > UP ? [kept.pid() ?? []].flat() : []),
    async stop() {
      await kept.stop();
      await network.stop();
    },
  };
}
