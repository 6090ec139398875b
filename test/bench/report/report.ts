import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import { root } from '../../support/paths.js';
import { chart } from './chart.js';
import { describe, type Machine } from './machine.js';
import { fillReadme } from './readme.js';
import { reached, render, type Section } from './table.js';

/** What a run has found out. */
export interface Outcome {
  readonly sections: readonly Section[];
  /** How long each measurement took. */
  readonly seconds: Readonly<Record<string, number>>;
  /** The measurements that broke off. */
  readonly failed: readonly string[];
}

/** What bench.json holds. */
interface Run extends Outcome, Machine {
  readonly loadAfter: number;
  readonly mode: string;
}

/** Writes bench.json, bench.md and bench.svg; returns what there is to say at the end. */
export function write(folder: string, machine: Machine, mode: string, outcome: Outcome): string {
  const sections = outcome.sections.map((section) => ({
    ...section,
    goals: section.goals.map((goal) => ({ ...goal, reached: reached(goal) })),
  }));
  const goals = sections.flatMap((section) => section.goals);
  const met = goals.filter((goal) => goal.reached).length;
  const summary = `${met} of ${goals.length} goals reached`;
  const broken = outcome.failed.length > 0 ? `FAILED: ${outcome.failed.join(', ')}\n` : '';

  const run: Run = { ...machine, loadAfter: loadavg()[0] ?? 0, mode, ...outcome, sections };
  const about = describe(run, run.loadAfter);
  mkdirSync(folder, { recursive: true });
  writeFileSync(resolve(folder, 'bench.json'), `${JSON.stringify(run, null, 2)}\n`);
  writeFileSync(resolve(folder, 'bench.svg'), chart(sections, about));
  writeFileSync(resolve(folder, 'bench.md'), [about, '', ...sections.map(render), summary, ''].join('\n'));
  return `${about}\n${broken}${summary}\nwritten: ${folder}/bench.json, bench.md, bench.svg`;
}

/** Puts the tables and the chart of a run, from its bench.json, into the benchmark's README. */
export function keep(file: string): void {
  const folder = resolve(root, 'test/bench');
  const readme = resolve(folder, 'README.md');
  const run: Run = JSON.parse(readFileSync(file, 'utf8'));
  const about = describe(run, run.loadAfter);
  writeFileSync(readme, fillReadme(readFileSync(readme, 'utf8'), about, run.sections));
  writeFileSync(resolve(folder, 'chart.svg'), chart(run.sections, about));
}
