import { parseDestination } from '../../client/destination.js';
import type { SocksAddress } from '../../options.js';
import { isFailure, status } from '../../replies.js';
import type { Finding } from '../finding.js';
import { stop } from '../finding.js';
import { portDoor, torDoor } from './doors.js';
import { followTor } from './events.js';
import { type Outcome, type Stage, stopwatch } from './stage.js';
import { verdict, type Walked } from './verdict.js';
import { walk } from './walk.js';

/** Where this machine's ways in are, and how to introduce oneself. */
export interface Ground {
  /** tor-smtp's port; undefined: nobody serves it. */
  readonly port: number | undefined;
  readonly socks: SocksAddress;
  readonly control: SocksAddress;
  readonly helo: string;
  /** For one onion, milliseconds. */
  readonly timeout: number;
}

/** Goes to an onion; if that fails, to another one that tells whether Tor is the cause. */
export async function goTo(
  name: string,
  other: string | undefined,
  ground: Ground,
  show: (name: string, stage: Stage) => void,
): Promise<Finding> {
  const first = await goOnce(name, ground, show);
  if (!('outcome' in first)) return first;
  const isMistyped = first.outcome.status.startsWith('550');
  if (first.outcome.reached || other === undefined || isMistyped) return verdict(first);
  const second = await goOnce(other, ground, show);
  return 'outcome' in second ? verdict(first, second) : second;
}

/** A finding: the name cannot be one. */
async function goOnce(
  name: string,
  ground: Ground,
  show: (name: string, stage: Stage) => void,
): Promise<Walked | Finding> {
  const tell = stopwatch((stage) => show(name, stage));
  const to = parseDestination(name, 25, []);
  if (isFailure(to)) {
    const said = `${status(to.reply)} ${to.reply.text}`;
    tell('name', said, true);
    return stop('onion-name', `${name} cannot be an onion service`, said);
  }
  tell('name', `${to.host}, port ${to.port}: its checksum is right`);
  const end = await followTor(ground.control, to.host, tell);
  const { port, socks, helo, timeout } = ground;
  const door = port === undefined ? torDoor(socks, helo, to) : portDoor(port, helo, to);
  const outcome: Outcome = await walk(door, timeout, tell).finally(end);
  return { name, outcome };
}
