import { type By, type Case, SHORT } from '../case.js';
import type { Lane } from './lane.js';
import { launchedLane } from './launched.js';
import { residentLane } from './resident.js';

/** Ways to have a lane, and how many sessions each takes at a time. */
const WIDTHS = { many: 48, short: 64, alone: 1, launched: 3, 'launched short': 6 } as const;
type Way = keyof typeof WIDTHS;

/** Kinds of lanes: each way, for each sort of sessions. */
export type Kind = `${By}: ${Way}`;

const wayOf = (kind: Kind) => kind.slice(kind.indexOf(':') + 2) as Way;

export const widthOf = (kind: Kind): number => WIDTHS[wayOf(kind)];

/** One of so many sessions that need no lane of their own has a process of its own. */
const LAUNCHED = 400;

/** The lane for a session. */
export function kindOf(session: Case, mode: 'resident' | 'launched' | undefined): Kind {
  return `${session.by}: ${way(session, mode)}`;
}

function way({ seed, isTimed, isOdd }: Case, mode: 'resident' | 'launched' | undefined): Way {
  const isLaunched = mode === 'launched' || (mode === undefined && seed % LAUNCHED === 0);
  if (isTimed) return isLaunched ? 'launched short' : 'short';
  if (isLaunched) return 'launched';
  return isOdd ? 'alone' : 'many';
}

/** Opens one. `apart`: for a session that is to be looked at by itself. */
export function openLane(kind: Kind, apart = false): Promise<Lane> {
  const way = wayOf(kind);
  const options = [
    ...(kind.startsWith('recipient') ? ['--by-recipient --map $MAP'] : []),
    ...(way.endsWith('short') ? [`--timeout ${SHORT} --idle-timeout ${SHORT}`] : []),
  ].join(' ');
  if (way.startsWith('launched')) return Promise.resolve(launchedLane(options));
  return residentLane(options, apart || way === 'alone');
}
