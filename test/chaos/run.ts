import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { alice, author } from '../support/exim/names.js';
import { killAll } from '../support/programs/tree.js';
import { patient } from '../support/slowness.js';
import { collect } from './judge/collect.js';
import { makeLetter } from './judge/letters.js';
import type { Record } from './judge/record.js';
import type { Wishes } from './options.js';
import { type Station, startStation } from './parts/exim.js';
import { startFronts } from './parts/fronts.js';
import { receiving, sending } from './parts/sites.js';
import { privateTor, standIn } from './parts/tor.js';
import { seeded } from './random.js';
import { targetsOf } from './targets.js';
import { disturb } from './trouble/disturb.js';
import { processesWith } from './trouble/processes.js';

/** So many messages are under way at once. */
const UNDER_WAY = 40;
/** Handed in by so many at once. */
const HANDS = 4;
/** Seconds for the queues to become empty in the end. */
const CALM = 180;

/** One whole run in a folder. */
export async function run(wishes: Wishes, folder: string): Promise<Record> {
  const log = join(folder, 'tor-smtp.log');
  const parts: { stop(): Promise<void> }[] = [];
  // What was started by what has been killed is nobody's child.
  const sweep = () => killAll(processesWith(folder));
  process.once('exit', sweep);
  try {
    const anyOnion = ['*.onion'];
    const bob = await startStation({ folder, name: 'B', ...receiving(anyOnion, true) });
    const carol = await startStation({ folder, name: 'C', ...receiving(anyOnion, false) });
    const ports = [bob.port, carol.port] as const;
    const way = await (wishes.tor ? privateTor(folder, ports) : standIn(folder, ports, wishes.plant));
    const args = ['--socks', way.socks, '--idle-timeout', '60', '--log', log];
    const fronts = await startFronts(wishes.mode, { folder, args });
    const sender = await startStation({
      folder,
      name: 'A',
      ...sending(
        alice,
        fronts.map(({ port }) => port),
      ),
    });
    parts.push(...fronts.map(({ kept }) => kept), sender.daemon, way, bob.daemon, carol.daemon);

    const trouble = disturb(
      targetsOf({ sender, servers: [bob, carol], fronts, way, log }),
      seeded(wishes.seed + 1),
    );
    const sent = await send(wishes, sender, [bob, carol], way.onions);
    await trouble.calm();
    console.log(`calm after ${sent.length} messages and ${trouble.strikes.length} signals`);
    await emptied([sender, bob, carol]);
    return collect({ sender, servers: [bob, carol], sent, strikes: trouble.strikes, log });
  } finally {
    await Promise.all(parts.map((part) => part.stop()));
    sweep();
    process.off('exit', sweep);
  }
}

async function send(
  { messages, minutes, seed }: Wishes,
  sender: Station,
  servers: readonly [Station, Station],
  onions: readonly [string, string],
): Promise<Record['sent']> {
  const random = seeded(seed);
  const sent: { id: string; server: string }[] = [];
  const end = Date.now() + minutes * 60_000;
  let told = Date.now();
  let number = 0;
  const submit = async () => {
    while (number < messages && Date.now() < end) {
      number += 1;
      const index = random.pick([0, 1] as const);
      const { id, text } = makeLetter(number, author, onions[index], random);
      // Half are tried at once, by a process of their own, and half by the next queue run.
      await sender.submit(text, author, `${id}@${onions[index]}`, random.next() < 0.5);
      sent.push({ id, server: servers[index].name });
      while (sender.queued().length >= UNDER_WAY && Date.now() < end) await pause(50);
      if (Date.now() - told < 10_000) continue;
      told = Date.now();
      console.log(`${sent.length} messages, ${sender.queued().length} under way`);
    }
  };
  await Promise.all(Array.from({ length: HANDS }, submit));
  // The last ones are disturbed as the first were.
  while (sender.queued().length > 0 && Date.now() < end) await pause(50);
  return sent;
}

/** Waits for the queues; what is there in the end is found stuck. */
async function emptied(stations: readonly Station[]) {
  const begun = Date.now();
  while (Date.now() - begun < patient(CALM) * 1000) {
    if (stations.every((station) => station.queued().length === 0)) return;
    await pause(200);
  }
}
