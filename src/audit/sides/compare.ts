import { timeless } from '../judge/difference.js';
import type { Finding } from '../judge/finding.js';
import { KINDS } from '../judge/giveaways.js';
import { show } from '../text.js';
import type { Door, Visit } from './door.js';

/** The name of this part, as a probe has one. */
export const NAME = 'connections';

/** How many connections a door took at once, what it said on the first, and on the one that it refused. */
export interface Filled {
  readonly visits: readonly Visit[];
  readonly taken: number;
  readonly first: string;
  readonly refusal: string | undefined;
}

/** Compares what a door does alone with what it does while the other is full. */
export function compare(door: Door, alone: Filled, crowded: Filled, other: Door, full: Filled): Finding[] {
  const answers = [alone, crowded].map(({ first, refusal }) => timeless(`${first}\n${refusal}`));
  const same = alone.taken === crowded.taken;
  const both = [alone, crowded].map(
    ({ taken, first, refusal }) => `${same ? first : taken}, then ${refusal ?? 'no more tried'}`,
  );
  if (same && answers[0] === answers[1]) return [];
  const what = same
    ? 'it answers otherwise'
    : `it takes ${crowded.taken} connections in place of ${alone.taken}`;
  return [
    {
      kind: 'shared',
      ...KINDS.shared,
      text: `${door.name}: ${what} while ${other.name} has ${full.taken}`,
      probes: [NAME],
      sent: `(as many connections as it takes to ${door.name}: alone  |  while ${other.name} is full)`,
      received: show(both.join('  |  ')),
    },
  ];
}
