import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { contrib, program } from '../../support/paths.js';
import { newSamples } from '../report/numbers.js';
import type { Goal, Section } from '../report/table.js';
import { besideFloors, emptyNode, greetingNode, plainRelay } from '../traffic/bounds.js';
import { type Contender, executable, launched, ONION, present } from '../traffic/contenders.js';
import { python } from '../traffic/load.js';

type Figure = 'cpu' | 'greeting';

/** The options that a shipped file gives the program, with its files in a folder of the benchmark. */
function shipped(file: string, line: RegExp, folder: string): readonly string[] {
  const [, options = ''] = readFileSync(resolve(contrib, file), 'utf8').match(line) ?? [];
  if (!options.startsWith('--')) throw new Error(`${file} has no options`);
  return options.split(' ').map((word) => word.replace(/^(unix:)?\/.*\//, `$1${folder}/`));
}

/** What it costs to start the program, with the command lines that are shipped: one launch at a time, without a daemon between. */
export async function measureStart(folder: string, rounds: number): Promise<Section> {
  const xinetd = shipped('xinetd.d/tor-smtp', /^\tserver_args *= (.*)$/m, folder);
  const systemd = shipped('systemd/tor-smtp@.service', /^ExecStart=\S+ (.*)$/m, folder);
  const inPackage = (args: readonly string[]) => ({ server: process.execPath, args: [program, ...args] });
  const lines: (Contender & { readonly pipes?: boolean })[] = [
    { name: "Debian package, xinetd's line", ...inPackage(xinetd) },
    { name: "Debian package, systemd's line", ...inPackage(systemd) },
    { name: "Debian package, xinetd's line, in pipes", ...inPackage(xinetd), pipes: true },
    { name: 'Debian package, no options', ...inPackage([]) },
    { ...launched, name: "by npm, xinetd's line", args: xinetd },
    ...present([{ ...executable, name: "single executable, xinetd's line", args: xinetd }]),
  ];
  const all = [emptyNode, greetingNode, plainRelay, ...lines];
  const programs = all.map(({ server, args, ...rest }) => ({ ...rest, command: [server, ...args] }));
  const launcher = python('launches.py', JSON.stringify({ rounds, name: ONION, programs }));
  const seen = newSamples<Figure>();
  const times: Record<string, Record<Figure, number[]>> = JSON.parse(
    (await launcher.line(/^\{.*\}$/m, 600))[0],
  );
  for (const [name, { cpu, greeting }] of Object.entries(times))
    for (const [round, each] of cpu.entries())
      seen.add(name, { cpu: each, greeting: greeting[round] ?? Number.NaN });

  const goals = lines.flatMap(({ name, pipes, server }): Goal[] => {
    const most = pipes ? 1.5 : server === executable.server ? 1.4 : 1.45;
    return [
      { text: `CPU, ${name} / an empty Node:`, figure: seen.ratio(name, emptyNode.name, 'cpu'), most },
      {
        text: `time to the 220, ${name} / a Node that says only that:`,
        figure: seen.ratio(name, greetingNode.name, 'greeting'),
        most: 1.02,
      },
    ];
  });
  return {
    title: 'Launch: the shipped command lines',
    how:
      'Whole sessions (EHLO to QUIT, through a stand-in for Tor) of a process each, on one socket as under xinetd or in pipes: ' +
      `medians of ${rounds} rounds, the programs in turn. CPU is user and system; times are from the start to the 220. ` +
      'In the Debian package the first line of the program is the path of node; npm leaves env there.',
    columns: ['CPU ms', 'x floor', '220 ms', 'x floor'],
    rows: all.map((contender) => ({
      name: contender.name,
      figures: besideFloors(seen, contender),
    })),
    goals,
    charts: [],
  };
}
