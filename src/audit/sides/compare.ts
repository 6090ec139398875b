import { timeless } from '../judge/difference.js';
import type { Finding } from '../judge/finding.js';
import { KINDS } from '../judge/giveaways.js';
import { show } from '../text.js';
import type { Door, Visit } from './door.js';

/** The name of this try, where a probe has its own. */
export const NAME = 'connections';

/** How many a door took at once, what it said to the first of them, and what to the one that was not taken. */
export interface Filled {
  readonly visits: readonly Visit[];
  readonly taken: number;
  readonly first: string;
  readonly refusal: string | undefined;
}

/** What a door says alone, and while the other is full. */
export function compare(door: Door, alone: Filled, crowded: Filled, other: Door, full: Filled): Finding[] {
  const words = [alone, crowded].map(({ first, refusal }) => timeless(`${first}\n${refusal}`));
  const same = alone.taken === crowded.taken;
  const both = [alone, crowded].map(
    ({ taken, first, refusal }) => `${same ? first : taken}, then ${refusal ?? 'no more tried'}`,
  );
  if (same && words[0] === words[1]) return [];
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
