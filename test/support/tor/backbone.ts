import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { makeAuthority, orPort } from './authority.js';
import { configureTor, startTor, type TorProcess } from './process.js';
import * as torrc from './torrc.js';

/** The part of a Tor network that everyone shares: its directory authorities and relays. */
export interface Backbone {
  /** In the torrc of everyone who uses this network. */
  readonly torrc: readonly string[];
  readonly processes: readonly TorProcess[];
  /** Those that are no authorities. */
  readonly relays: readonly TorProcess[];
}

/** Onion services need more than three relays beside the authorities: rendezvous circuits find no available node else. */
const authorities = 3;
const relays = 5;

/**
 * Three octets 127.a.b for one network, so that its fixed ports collide with nothing: neither with another network
 * nor with a port that the system hands out for a connection. Held by a listening socket until `release`.
 */
export async function claimSubnet(): Promise<{ address(): string; release(): void }> {
  const octet = (from: number, to: number) => from + Math.floor(Math.random() * (to - from));
  for (;;) {
    const subnet = `127.${octet(64, 255)}.${octet(1, 255)}`;
    const holder = createServer().listen(orPort, `${subnet}.254`);
    const claimed = await once(holder, 'listening').then(
      () => true,
      () => false,
    );
    if (!claimed) continue;
    holder.unref();
    let last = 0;
    return { address: () => `${subnet}.${++last}`, release: () => holder.close() };
  }
}

export async function startBackbone(folder: string, address: () => string): Promise<Backbone> {
  const made = Array.from({ length: authorities }, (_, i) =>
    makeAuthority(join(folder, `authority${i}`), `authority${i}`, address()),
  );
  const trusted = await Promise.all(made);
  const everyTor = torrc.everyTor(trusted.map(({ line }) => line));
  for (const { folder: own, nickname, address: at } of trusted) {
    configureTor(own, [...everyTor, ...torrc.relay(nickname, at), ...torrc.authority(at)]);
  }
  const others = Array.from({ length: relays }, (_, i) => {
    const own = join(folder, `relay${i}`);
    configureTor(own, [...everyTor, ...torrc.relay(`relay${i}`, address())]);
    return own;
  });
  const processes = [...trusted.map((authority) => authority.folder), ...others].map(startTor);
  return { torrc: everyTor, processes, relays: processes.slice(authorities) };
}

/** The first Tor of `processes` that ends fails `wait`: nothing would come of waiting on. */
export async function whileAllRun<T>(processes: readonly TorProcess[], wait: Promise<T>): Promise<T> {
  const ends = processes.map(async ({ folder, running }) => {
    await running.ended();
    throw new Error(`the Tor of ${folder} ended: ${running.output()}`);
  });
  return Promise.race([wait, ...ends]);
}
