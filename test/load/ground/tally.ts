import { wrongWith } from '../../fuzz/lanes/lane.js';
import type { Client } from './clients.js';

/** How many have got what. */
export type Tally = Readonly<Record<string, number>>;

export function tally(words: readonly string[]): Tally {
  const counted: Record<string, number> = {};
  for (const word of words) counted[word] = (counted[word] ?? 0) + 1;
  return counted;
}

/** As it is shown: `200 served, 800 421`. */
export function shown(counted: Tally): string {
  const parts = Object.entries(counted).map(([word, count]) => `${count.toLocaleString('en')} ${word}`);
  return parts.join(', ') || 'none';
}

/** What is not as it should be. */
export function differences(what: string, words: readonly string[], due: Tally): string[] {
  const got = tally(words);
  const wrong = [...new Set([...Object.keys(got), ...Object.keys(due)])].filter(
    (word) => (got[word] ?? 0) !== (due[word] ?? 0),
  );
  return wrong.length === 0 ? [] : [`${what}: ${shown(got)}; due: ${shown(due)}`];
}

/** Half of the greetings were there after so many seconds, and 95 of 100: for information, this depends on the machine. */
export function times(clients: readonly Client[]): string {
  const sorted = clients.flatMap((client) => client.greeted() ?? []).sort((a, b) => a - b);
  const at = (part: number) => ((sorted[Math.floor(sorted.length * part)] ?? Number.NaN) / 1000).toFixed(1);
  return `first reply p50 ${at(0.5)} s, p95 ${at(0.95)} s`;
}

/** What a log says, and what it should not. `other`: lines that are of no session, and may be there. */
export function summary(log: string, other?: RegExp): { text: string; faults: string[] } {
  const lines = log.split('\n').filter((line) => line !== '' && !other?.test(line));
  const words = lines.map((line) => {
    const field = (name: string) =>
      line.match(new RegExp(`\\b${name}=("[^"]*"|\\S+)`))?.[1]?.replaceAll('"', '');
    return [field('outcome') ?? 'other', field('reply'), field('cause')].filter(Boolean).join(' ');
  });
  const wrong = lines.flatMap((line) => wrongWith(line) ?? hours(line) ?? []);
  return { text: shown(tally(words)), faults: wrong.slice(0, 3) };
}

/** No session here takes an hour. */
function hours(line: string): string | undefined {
  return Number(line.match(/seconds=(\S+)$/)?.[1]) > 3600 ? `hours in the log: ${line}` : undefined;
}
