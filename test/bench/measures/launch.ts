import { newSamples } from '../report/numbers.js';
import type { Section } from '../report/table.js';
import { besideFloors, emptyNode, greetingNode, nothing } from '../traffic/bounds.js';
import { executable, launched, msmtp, netcat, present, socat, torsocks } from '../traffic/contenders.js';
import { load } from '../traffic/load.js';
import { inTurn, withServices } from '../traffic/service.js';

type Figure = 'cpu' | 'greeting' | 'whole';

/** Milliseconds between two sessions, in which the first one's process can leave. */
const GAP = 10;

/** What a process per connection costs: whole sessions, one after the other. */
export async function measureLaunch(folder: string, rounds: number, sessions: number): Promise<Section> {
  const cheap = present([netcat, socat, torsocks, msmtp, nothing]);
  const all = [...present([emptyNode, greetingNode, launched, executable]), ...cheap];
  const seen = newSamples<Figure>();
  await withServices(all, folder, async (services) => {
    // The first round only fills caches.
    for (let round = 0; round <= rounds; round += 1) {
      for (const service of inTurn(services, round)) {
        const { name, until = 'quit' } = service.contender;
        // The kernel shows hundredths of a second: what costs little is done more often.
        const often = cheap.includes(service.contender) ? 5 * sessions : sessions;
        const total = round === 0 ? 2 : often;
        const before = await service.spent();
        const times = await load({ port: service.port, total, until, gap: GAP });
        const cpu = ((await service.spent()) - before) / total;
        if (round > 0) seen.add(name, { cpu, greeting: times.greeting.p50, whole: times.whole.p50 });
      }
    }
  });

  return {
    title: 'Launch: a process per connection',
    how:
      'Under xinetd, whole sessions (EHLO to QUIT, through a stand-in for Tor) one after the other: ' +
      `medians of ${rounds} rounds of ${sessions} (those that cost little: ${5 * sessions}), the programs in turn. ` +
      'CPU is that of the whole process, user and system; times are from the connection to the 220 and to the 221.',
    columns: ['CPU ms', 'x floor', '220 ms', 'x floor', '221 ms'],
    rows: all.map((contender) => ({
      name: contender.name,
      figures: [...besideFloors(seen, contender), seen.median(contender.name, 'whole')],
    })),
    goals: [],
    charts: [{ column: 0, title: 'Launched: CPU ms a connection, less is better' }],
  };
}
