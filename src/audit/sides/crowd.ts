import { setTimeout as pause } from 'node:timers/promises';
import type { Finding } from '../judge/finding.js';
import { KINDS } from '../judge/giveaways.js';
import type { Exchange } from '../session/transcript.js';
import { compare, type Filled, NAME } from './compare.js';
import { allReplies, type Door, GREETING, type Line, lastReplies, leave, type Visit, visit } from './door.js';

/** How doors are filled with connections. */
export interface Crowd {
  /** How many are held at each door at most. */
  readonly most: number;
  /** What is said on the first connection, when the door is still empty. */
  readonly first: readonly Line[];
  /** For the whole, milliseconds. */
  readonly limit: number;
  /** How long a server may take to forget connections that have ended, milliseconds. */
  readonly rest: number;
}

/**
 * Fills one door with connections, and counts how many the other takes then and how many alone; then the other way round.
 * Other clients come and go too, so a difference counts only if it is seen a second time.
 */
export async function tryCrowd(
  here: Door,
  beside: Door,
  crowd: Crowd,
): Promise<{ findings: Finding[]; exchanges: Exchange[] }> {
  const deadline = Date.now() + crowd.limit;
  const exchanges: Exchange[] = [];
  let findings: Finding[] = [];
  for (let round = 0; round < 2; round += 1) {
    const one = await fillBoth(here, beside, crowd, deadline);
    await pause(crowd.rest);
    const two = await fillBoth(beside, here, crowd, deadline);
    await pause(crowd.rest);
    exchanges.push(
      ...[one.first, two.second].flatMap(({ visits }) => visits.flatMap((each) => each.exchanges)),
    );
    const late = Date.now() > deadline;
    if (late) return { findings: [untried(`not done within ${crowd.limit / 1000} s`)], exchanges };
    const seen = [
      ...compare(here, one.first, two.second, beside, two.first),
      ...compare(beside, two.first, one.second, here, one.first),
    ];
    findings = seen.filter(({ sent }) => round === 0 || findings.some((each) => each.sent === sent));
    if (findings.length > 0) continue;
    for (const [door, { refusal, taken }] of [
      [here, one.first],
      [beside, two.first],
    ] as const) {
      if (refusal === undefined) {
        findings.push(untried(`${taken} connections do not fill ${door.name}: more with --connections`));
      }
    }
    return { findings, exchanges };
  }
  return { findings, exchanges };
}

/** Fills one door, then the other; in the end closes all connections. */
async function fillBoth(one: Door, other: Door, crowd: Crowd, deadline: number) {
  const first = await fill(one, crowd, deadline);
  const second = await fill(other, crowd, deadline);
  await Promise.all([
    ...first.visits.map((each) => leave(each, one)),
    ...second.visits.map((each) => leave(each, other)),
  ]);
  return { first, second };
}

/** Opens one connection after the other, until one is refused. */
async function fill(door: Door, { most, first }: Crowd, deadline: number): Promise<Filled> {
  const visits: Visit[] = [];
  let taken = 0;
  while (taken < most && Date.now() < deadline) {
    const each = await visit(door, NAME, taken === 0 ? first : [GREETING]);
    visits.push(each);
    // The first counts as taken once it is greeted, whatever is said to the rest.
    if (!each.welcome && each.exchanges.length < 2) break;
    taken += 1;
  }
  const last = visits.at(-1);
  const refusal = last && visits.length > taken ? lastReplies(last) : undefined;
  const answers = taken > 0 && visits[0] ? allReplies(visits[0]) : '';
  return { visits, taken, first: answers, refusal };
}

function untried(received: string): Finding {
  return { kind: 'untested', ...KINDS.untested, text: received, probes: [NAME], sent: '', received };
}
