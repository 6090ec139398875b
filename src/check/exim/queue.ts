import { parseDestination } from '../../client/destination.js';
import { exim as runExim } from '../../machine/exim.js';
import { isFailure } from '../../replies.js';
import type { Facts } from '../facts.js';
import { type Finding, good, mend, unknown } from '../finding.js';

/** A message that waits. */
export interface Waiting {
  readonly id: string;
  /** Seconds. */
  readonly age: number;
  readonly frozen: boolean;
  /** Those that it has not been delivered to. */
  readonly recipients: readonly string[];
}

const DAY = 86_400;

/** What waits in the queue for onions longer than it should. */
export async function eximQueue({ exim, root }: Facts): Promise<Finding[]> {
  if (!exim || exim.fault !== undefined) return [];
  const { status, stdout } = await runExim(['-bp']);
  if (status !== 0) {
    return root ? [] : [unknown('queue', "Exim's queue cannot be looked at", 'exim4 -bp: only root may')];
  }
  const waiting = waitingIn(stdout).filter(({ recipients }) => recipients.some(isOnion));
  const findings = waiting.flatMap(mistyped);
  const old = waiting.filter(
    ({ age, id }) => age > DAY && !findings.some(({ mend: command }) => command?.includes(id)),
  );
  const oldest = old.reduce((most, { age }) => Math.max(most, age), 0);
  if (old.length > 0) {
    const ids = old.map(({ id }) => id);
    findings.push(
      mend(
        'queue-old',
        `${old.length} message${old.length > 1 ? 's wait' : ' waits'} for onions for more than a day`,
        `the oldest for ${Math.floor(oldest / DAY)} days; exim4 -Mvl ${ids[0]} tells why`,
        `exim4 -M ${ids.slice(0, 20).join(' ')}`,
      ),
    );
  }
  if (findings.length > 0) return findings;
  return [
    good(
      'queue',
      waiting.length === 0 ? 'no mail waits for onions' : 'no mail for onions waits for longer than a day',
    ),
  ];
}

function isOnion(address: string): boolean {
  return /\.onion$/i.test(address);
}

/** One that can never arrive, but is not yet given up. */
function mistyped({ id, recipients }: Waiting): Finding[] {
  const wrong = recipients.find((address) => {
    const domain = address.slice(address.lastIndexOf('@') + 1);
    return isOnion(address) && isFailure(parseDestination(domain, 25, []));
  });
  if (wrong === undefined) return [];
  const what = 'A message waits for an onion address that is mistyped; giving it up tells its author';
  return [mend('queue-mistyped', what, `${id} for ${wrong}`, `exim4 -Mg ${id}`)];
}

/** `exim -bp`: a line for each message, and one for each recipient, with a D before those that have it. */
export function waitingIn(text: string): Waiting[] {
  const units: Readonly<Record<string, number>> = { m: 60, h: 3600, d: DAY, w: 7 * DAY };
  return text.split(/\n\s*\n/).flatMap((part) => {
    const [, n, unit = 'm', id] = part.match(/^\s*(\d+)([mhdw])\s+\S+\s+([\w-]{16,})\s/) ?? [];
    if (id === undefined) return [];
    const lines = part.trim().split('\n').slice(1);
    const recipients = lines.map((line) => line.trim()).filter((line) => line !== '' && !/^\+?D /.test(line));
    return [{ id, age: Number(n) * (units[unit] ?? 60), frozen: /\*\*\* frozen/.test(part), recipients }];
  });
}
