import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import { chart } from './chart.js';
import { describe, type Machine } from './machine.js';
import { reached, render, type Section } from './table.js';

/** What a run has found out. */
export interface Outcome {
  readonly sections: readonly Section[];
  /** How long each measurement took. */
  readonly seconds: Readonly<Record<string, number>>;
  /** The measurements that broke off. */
  readonly failed: readonly string[];
}

/** Writes bench.json, bench.md and bench.svg; returns what there is to say at the end. */
export function write(folder: string, machine: Machine, quick: boolean, outcome: Outcome): string {
  const { seconds, failed } = outcome;
  const sections = outcome.sections.map((section) => ({
    ...section,
    goals: section.goals.map((goal) => ({ ...goal, reached: reached(goal) })),
  }));
  const loadAfter = loadavg()[0] ?? 0;
  const goals = sections.flatMap((section) => section.goals);
  const met = goals.filter((goal) => goal.reached).length;
  const summary = `${met} of ${goals.length} goals reached; load average at the end ${loadAfter.toFixed(1)}`;
  const broken = failed.length > 0 ? `FAILED: ${failed.join(', ')}\n` : '';

  mkdirSync(folder, { recursive: true });
  const result = { ...machine, loadAfter, quick, seconds, failed, sections };
  writeFileSync(resolve(folder, 'bench.json'), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(resolve(folder, 'bench.svg'), chart(sections));
  writeFileSync(
    resolve(folder, 'bench.md'),
    [describe(machine), '', ...sections.map(render), summary, ''].join('\n'),
  );
  return `${broken}${summary}\nwritten: ${folder}/bench.json, bench.md, bench.svg`;
}
