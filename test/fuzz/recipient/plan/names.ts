import { mistyped, onionAddress } from '../../../support/stand-ins/onion-address.js';
import type { Random } from '../../plan/random.js';

/** Where mail has to go. */
export interface Goal {
  readonly host: string;
  readonly port: number;
}

/** The names of one session, which are nobody else's. */
export interface Names {
  readonly local: string;
  /** The last one is in the map only. */
  readonly onions: readonly [string, string, string];
  /** Lines of the map, and where each domain in it leads; nowhere if its line is wrong. */
  readonly map: readonly string[];
  readonly entries: ReadonlyMap<string, Goal | undefined>;
}

export function namesOf(seed: number, random: Random): Names {
  const onionOf = (number: number) => onionAddress(`recipient ${seed} ${number}`);
  const [near, far, hidden] = [onionOf(0), onionOf(1), onionOf(2)];
  const own = near.slice(0, 16);
  const entries = new Map<string, Goal | undefined>();
  const map: string[] = [];
  const add = (domain: string, value: string, goal?: Goal) => {
    const key = random.pick([domain, domain, `"${domain}"`, domain.toUpperCase()]);
    map.push(
      `${key}${random.pick([': ', ' ', ':', '\t', ' : '])}${value}${random.pick(['', '', ' ', ' # note'])}`,
    );
    // The first line counts.
    if (!entries.has(domain)) entries.set(domain, goal);
  };
  const leadsTo = (domain: string, host: string) => {
    const [text, port] = random.pick([
      [host, 25],
      [host.toUpperCase(), 25],
      [`${host}:2525`, 2525],
      [`smtp:[${host}]`, 25],
      [`smtp:[${host}]:2525`, 2525],
      [`mail.${host}`, 25],
    ] as const);
    add(domain, text, { host: text.startsWith('mail.') ? `mail.${host}` : host, port });
  };
  leadsTo(`m${own}.example`, hidden);
  leadsTo(`*.w${own}.example`, random.pick([near, far]));
  if (random.oneIn(2)) leadsTo(`sub.w${own}.example`, hidden);
  if (random.oneIn(2)) leadsTo(`m${own}.example`, near);
  add(`wrong${own}.example`, random.pick(['mx.example', mistyped(far), `${far}:0`, '']));
  // No map can lead an onion elsewhere.
  if (random.oneIn(2)) map.push(`${near} ${far}`);
  if (random.oneIn(4)) map.push(random.pick(['# note', '', '  indented: x', ':']));
  const label = random.pick(['h', 'H-', 'under_', `${'long'.repeat(10)}-`]);
  return { local: `${label}${own}.example`, onions: [near, far, hidden], map, entries };
}

/** A domain for a recipient. */
export function domainOf({ onions: [near, far], entries }: Names, random: Random): string {
  const [mapped = '', below = ''] = [...entries.keys()];
  return random.one([
    () => near,
    () => near,
    () => near.toUpperCase(),
    () => `mail.${near}`,
    () => `${near}.`,
    () => far,
    () => far,
    () => mapped,
    () => `${mapped}.`,
    () => below.replace('*', random.pick(['a', 'a.b', 'sub', 'a.sub', 'SUB'])),
    () => below.replace('*.', ''),
    () => random.pick([...entries.keys()]).replace('*', 'x'),
    () =>
      random.pick([
        mistyped(near),
        'abcdefghij234567.onion',
        `mx.${mapped}`,
        'onion',
        `${near}:25`,
        `[${near}]`,
        `-a.${near}`,
        `${'a'.repeat(64)}.${near}`,
        `a..${near}`,
      ]),
  ]);
}
