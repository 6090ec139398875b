import type { Plan } from '../plan/plan.js';
import { SHORT } from '../session/due.js';
import type { Lane } from './lane.js';
import { launchedLane } from './launched.js';
import { residentLane } from './resident.js';

/** Kinds of lanes, and how many sessions each takes at a time. */
export const WIDTHS = { many: 48, short: 64, alone: 1, launched: 3, 'launched short': 6 } as const;
export type Kind = keyof typeof WIDTHS;

/** One of so many sessions that need no lane of their own has a process of its own. */
const LAUNCHED = 400;

/** The lane for a plan. */
export function kindOf(plan: Plan, mode: 'resident' | 'launched' | undefined): Kind {
  const isLaunched = mode === 'launched' || (mode === undefined && plan.seed % LAUNCHED === 0);
  if (plan.silence) return isLaunched ? 'launched short' : 'short';
  if (isLaunched) return 'launched';
  return plan.dials.some(({ odd }) => odd) ? 'alone' : 'many';
}

/** Opens one. `apart`: for a session that is to be looked at by itself. */
export function openLane(kind: Kind, apart = false): Promise<Lane> {
  const options = kind.endsWith('short') ? `--timeout ${SHORT} --idle-timeout ${SHORT}` : '';
  if (kind.startsWith('launched')) return Promise.resolve(launchedLane(options));
  return residentLane(options, apart || kind === 'alone');
}
