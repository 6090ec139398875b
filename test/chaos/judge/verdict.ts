import { explain } from './doubles.js';
import type { Record } from './record.js';

export const CLASSES = ['once', 'lost', 'doubled', 'wrong', 'damaged', 'bounced', 'stuck'] as const;
export type Class = (typeof CLASSES)[number];

export interface Verdict {
  readonly counts: Readonly<globalThis.Record<Class, number>>;
  readonly unexplained: number;
  readonly faults: number;
  /** A line for each message that is not there once. */
  readonly remarks: readonly string[];
  /** Whether the goals hold: nothing but `once` and doubles whose lost reply is shown. */
  readonly holds: boolean;
}

/** Counts what became of each message. */
export function judge(record: Record): Verdict {
  const counts = { once: 0, lost: 0, doubled: 0, wrong: 0, damaged: 0, bounced: 0, stuck: 0 };
  const remarks: string[] = [];
  let unexplained = 0;
  const known = new Set(record.sent.map(({ id }) => id));
  const strangers = record.copies.filter(({ id }) => !known.has(id));
  counts.damaged += strangers.length;
  for (const { as, server } of strangers) remarks.push(`${server} has a message of nobody's, taken as ${as}`);

  for (const letter of record.sent) {
    const verdict = classOf(record, letter);
    counts[verdict] += 1;
    if (verdict === 'doubled') {
      const why = explain(record, letter.id);
      unexplained += why.unexplained.length;
      remarks.push(...why.shown, ...why.unexplained.map((line) => `UNEXPLAINED ${line}`));
    } else if (verdict !== 'once') {
      remarks.push(
        `${verdict.toUpperCase()} ${letter.id}, for ${letter.server}`,
        ...story(record, letter.id),
      );
    }
  }
  const bad = counts.lost + counts.wrong + counts.damaged + counts.bounced + counts.stuck;
  const faults = record.faults.length;
  remarks.push(...record.faults.map((fault) => `FAULT ${fault}`));
  const holds = bad + unexplained + record.bounces + faults === 0 && record.sent.length > 0;
  return { counts, unexplained, faults, remarks, holds };
}

function classOf(record: Record, { id, server }: Record['sent'][number]): Class {
  const copies = record.copies.filter((copy) => copy.id === id);
  if (copies.some((copy) => copy.server !== server)) return 'wrong';
  if (copies.some(({ intact }) => !intact)) return 'damaged';
  if (record.queued.includes(id)) return 'stuck';
  if (record.lines.some((line) => line.id === id && line.text.startsWith('** '))) return 'bounced';
  if (copies.length === 0) return 'lost';
  return copies.length === 1 ? 'once' : 'doubled';
}

/** What is known of a message, for somebody who looks for the cause. */
function story(record: Record, id: string): string[] {
  const events = [
    ...record.lines.filter((line) => line.id === id).map(({ at, text }) => ({ at, text: `A: ${text}` })),
    ...record.taken
      .filter((one) => one.id === id)
      .map(({ at, server, as }) => ({ at, text: `${server} took it as ${as}` })),
    ...record.strikes
      .filter((one) => one.id === id)
      .map(({ at, who, signal }) => ({ at, text: `${signal} to ${who}` })),
  ];
  return events
    .sort((one, other) => one.at - other.at)
    .map(({ at, text }) => `    ${new Date(at).toISOString().slice(11, 23)} ${text}`);
}
