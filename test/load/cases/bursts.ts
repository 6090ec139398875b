import { type Case, conclude, type Stage } from '../case.js';
import { byXinetd, isResident, LAUNCHED, RESIDENT, type Site, WAYS } from '../ground/front.js';
import { left } from '../ground/left.js';
import { differences, shown, type Tally, tally, times } from '../ground/tally.js';
import { crowd, enter, leave, type Visit } from '../ground/visits.js';

/** xinetd's backlog. Of what comes at once above it some is lost in the kernel: nobody is told, and nobody can tell. */
const BACKLOG = 64;
/** The ceilings of the shipped files. */
const CEILING = 200;
const PER_SOURCE = 120;
const RESIDENT_CEILING = 1000;

/** How a connection is refused for which there is no place: systemd has no words for it. */
const refusal = ({ way }: Stage) => (isResident(way) || byXinetd(way) ? '421' : 'closed');

/** What is due to so many at once; `lost` of them are xinetd's. */
function due(stage: Stage, count: number, ceiling: number, lost: number): Tally {
  const served = Math.min(count - lost, ceiling);
  const refused = count - lost - served;
  return {
    ...(served > 0 && { served }),
    ...(refused > 0 && { [refusal(stage)]: refused }),
    ...(lost > 0 && { unanswered: lost }),
  };
}

interface Manner extends Partial<Site> {
  /** The resident process is there already. Before that the backlog is that of the socket it will get. */
  readonly isWarm?: boolean;
  /** All from one address. */
  readonly oneSource?: boolean;
}

/** All at once, and nobody leaves before each has got something. */
async function atOnce(
  stage: Stage,
  count: number,
  ceiling: number,
  { isWarm = false, oneSource = false, ...site }: Manner = {},
) {
  const front = await stage.start(site);
  const onion = stage.onions.name('echo');
  if (isWarm) await leave(await enter(front.port, onion));
  const one = (from: string) => enter(front.port, onion, { from: oneSource ? '127.9.9.9' : from });
  const visits: Visit[] = [];
  // From one address 40 of 130 first, all of whom have a place; the others fill those that are left.
  const first = oneSource ? Math.round((count * 4) / 13) : 0;
  for (const part of [first, count - first].filter(Boolean)) visits.push(...(await crowd(part, one)));
  const got = visits.map((visit) => visit.got);
  const isXinetds = byXinetd(stage.way) && !isWarm && count > BACKLOG;
  const lost = isXinetds ? (tally(got).unanswered ?? 0) : 0;
  await Promise.all(visits.map(leave));
  // A process has its place until it has ended.
  if (!isResident(stage.way)) await left(front, stage);
  const after = await leave(await enter(front.port, onion, { from: '127.8.8.8' }));
  return conclude(stage, front, {
    done: `${count} at once${oneSource ? ' from one address' : ''}, a ceiling of ${ceiling}`,
    got: `${shown(tally(got))}; ${times(visits.map(({ client }) => client))}`,
    faults: [
      ...differences('at once', got, due(stage, count, ceiling, lost)),
      ...differences('after it', [after], { served: 1 }),
    ],
  });
}

/** The shipped ceiling of all connections, or in a short run a lower one. */
const ceilings = (stage: Stage) => ({
  settings: {
    ...stage.ceiling(byXinetd(stage.way) ? 'instances' : 'MaxConnections', CEILING),
    ...stage.ceiling(byXinetd(stage.way) ? 'per_source' : 'MaxConnectionsPerSource', PER_SOURCE),
  },
});

export const bursts: readonly Case[] = [
  {
    name: 'burst',
    ways: WAYS,
    play: (stage) =>
      isResident(stage.way)
        ? atOnce(stage, stage.size(1000), RESIDENT_CEILING)
        : atOnce(stage, stage.size(1000), stage.size(CEILING), ceilings(stage)),
  },
  {
    name: 'burst above the ceiling',
    ways: RESIDENT,
    play: (stage) =>
      atOnce(stage, stage.size(1200), stage.size(RESIDENT_CEILING), {
        args: ['--max-connections', String(stage.size(RESIDENT_CEILING))],
        isWarm: true,
      }),
  },
  {
    name: 'burst up to the ceiling',
    ways: LAUNCHED,
    play: (stage) => atOnce(stage, stage.size(CEILING), stage.size(CEILING), ceilings(stage)),
  },
  {
    name: 'burst from one address',
    ways: LAUNCHED,
    play: (stage) =>
      atOnce(stage, stage.size(130), stage.size(PER_SOURCE), { ...ceilings(stage), oneSource: true }),
  },
];
