import { freemem } from 'node:os';
import type { Row, Section } from '../report/table.js';
import { residentRelay } from '../traffic/bounds.js';
import { launched, netcat, present, resident, socat } from '../traffic/contenders.js';
import { load } from '../traffic/load.js';
import { type Service, withServices } from '../traffic/service.js';
import { spent } from './rate.js';

/** MiB that a Node process may need, without what it shares. */
const NODE_SIZE = 8;
/** New connections a second: xinetd's queue holds 64, and one that finds it full waits for a second or for ever. */
const PACE = 1000;

interface Seen {
  readonly cpu?: number;
  readonly p95: number;
  readonly errors: number;
}

async function crowded(
  port: number,
  crowd: number,
  sessions: number,
  plain: boolean,
): Promise<Seen & { total: number }> {
  const total = Math.max(crowd, sessions);
  const { hello, errors } = await load({ port, total, atOnce: crowd, pace: PACE, patience: 30, plain }, true);
  return { p95: hello.p95, errors, total };
}

async function grow(
  service: Service,
  crowds: readonly number[],
  sessions: number,
): Promise<(Seen | undefined)[]> {
  const { contender, port } = service;
  await load({ port, total: contender.resident ? 1000 : 2 });
  const seen: (Seen | undefined)[] = [];
  for (const crowd of crowds) {
    if (contender === launched && crowd * NODE_SIZE > freemem() / 1024 ** 2) {
      seen.push(undefined);
      continue;
    }
    const before = await spent(service);
    const { total, ...times } = await crowded(
      port,
      crowd,
      contender.resident ? 10 * sessions : sessions,
      false,
    );
    seen.push({ ...times, cpu: ((await spent(service)) - before) / (total - times.errors) });
  }
  return seen;
}

/** How it grows with the number of connections that are open at once. */
export async function measureGrowth(
  folder: string,
  smtpPort: number,
  crowds: readonly number[],
  sessions: number,
): Promise<Section[]> {
  const seen = new Map<string, (Seen | undefined)[]>();
  for (const contender of present([residentRelay, resident, launched, netcat, socat])) {
    await withServices([contender], folder, async ([service]) => {
      if (service) seen.set(contender.name, await grow(service, crowds, sessions));
    });
  }
  const direct: Seen[] = [];
  for (const crowd of crowds) direct.push(await crowded(smtpPort, crowd, 10 * sessions, true));
  seen.set('no proxy at all (limit)', direct);

  const rows = (what: keyof Seen): Row[] =>
    [...seen].map(([name, figures]) => ({ name, figures: figures.map((each) => each?.[what]) }));
  const columns = crowds.map((crowd) => crowd.toLocaleString('en'));
  const how = (what: string) =>
    `Whole sessions, so many always open, begun as fast as 1,000 a second; ${what}.`;
  const errors = seen.get(resident.name)?.map((each) => each?.errors ?? Number.NaN) ?? [];
  const failed = errors.reduce((sum, each) => sum + each, 0);
  const blank = { columns, goals: [], charts: [] };
  return [
    { ...blank, title: 'Growth: waiting', how: how('ms to the EHLO reply, p95'), rows: rows('p95') },
    { ...blank, title: 'Growth: cost', how: how('CPU ms a connection'), rows: rows('cpu') },
    {
      ...blank,
      title: 'Growth: failures',
      how: how("sessions that got no answer: what finds xinetd's queue full may be lost"),
      rows: rows('errors'),
      goals: [{ text: 'sessions of the resident that failed:', figure: failed, most: 0 }],
    },
  ];
}
