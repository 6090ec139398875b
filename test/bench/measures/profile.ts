import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../support/wait.js';
import type { Section } from '../report/table.js';
import { resident } from '../traffic/contenders.js';
import { load } from '../traffic/load.js';
import { withServices } from '../traffic/service.js';

/** As V8 writes it (`--cpu-prof`): which function was running at each sample, and microseconds between them. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { functionName: string; url: string };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const PARTS: readonly (readonly [name: string, functions: RegExp, url: RegExp])[] = [
  ['writes to sockets', /^(writeLatin1String|writeUtf8String|writeAsciiString|writeBuffer|writev)$/, /^$/],
  ['connecting to Tor', /^(connect|internalConnect)$/, /^(node:net)?$/],
  ['ends of connections', /^(close|shutdown)$/, /^$/],
  ['garbage collector', /^\(garbage collector\)$/, /^$/],
  ["Node's JavaScript", /./, /^node:/],
  ['the program and its packages', /^/, /./],
  ['all else, native', /^/, /^/],
];

/** Where the CPU of the resident process goes, by V8's sampling. */
export async function measureProfile(folder: string, sessions: number): Promise<Section> {
  const profiles = join(folder, 'profiles');
  mkdirSync(profiles);
  const profiled = {
    ...resident,
    server: process.execPath,
    args: ['--cpu-prof', `--cpu-prof-dir=${profiles}`, resident.server, ...resident.args, '--idle-exit', '1'],
  };
  await withServices([profiled], folder, async ([service]) => {
    if (service) await load({ port: service.port, total: sessions, atOnce: 32 });
    await until('the profile', () => readdirSync(profiles).length > 0, 60);
  });
  const { nodes, samples, timeDeltas }: Profile = JSON.parse(
    readFileSync(join(profiles, readdirSync(profiles)[0] ?? ''), 'utf8'),
  );
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const spent = new Map(PARTS.map(([name]) => [name, 0]));
  for (const [index, id] of samples.entries()) {
    const { functionName = '', url = '' } = frames.get(id) ?? {};
    if (functionName === '(idle)') continue;
    const [name = ''] =
      PARTS.find(([, functions, urls]) => functions.test(functionName) && urls.test(url)) ?? [];
    spent.set(name, (spent.get(name) ?? 0) + (timeDeltas[index] ?? 0));
  }
  const all = [...spent.values()].reduce((sum, each) => sum + each, 0);
  return {
    title: 'Resident: where the CPU goes',
    how: `${sessions} whole sessions, 32 at a time, with \`node --cpu-prof\`: the share of each part.`,
    columns: ['%'],
    rows: [...spent].map(([name, time]) => ({ name, figures: [(100 * time) / all] })),
    goals: [],
    charts: [],
  };
}
