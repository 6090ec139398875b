import { setTimeout as pause } from 'node:timers/promises';
import type { Finding } from '../judge/finding.js';
import { KINDS } from '../judge/giveaways.js';
import type { Exchange } from '../session/transcript.js';
import { compare, type Filled, NAME } from './compare.js';
import { type Door, GREETING, heard, type Line, lastSaid, leave, type Visit, visit } from './door.js';

/** What becomes of connections that are held at once. */
export interface Crowd {
  /** The most that are held at each door. */
  readonly most: number;
  /** What the first client says, who comes in when the door is empty. */
  readonly first: readonly Line[];
  /** For all of it, milliseconds. */
  readonly limit: number;
  /** Until connections that have ended are forgotten, milliseconds. */
  readonly rest: number;
}

/**
 * Fills one door with connections, and counts how many the other takes then and how many alone; then the other way round.
 * Other clients come and go too, so that a difference counts only if it is there a second time.
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

/** Fills one, then the other; in the end all are let go. */
async function fillBoth(one: Door, other: Door, crowd: Crowd, deadline: number) {
  const first = await fill(one, crowd, deadline);
  const second = await fill(other, crowd, deadline);
  await Promise.all([
    ...first.visits.map((each) => leave(each, one)),
    ...second.visits.map((each) => leave(each, other)),
  ]);
  return { first, second };
}

/** One after the other, until one is not taken. */
async function fill(door: Door, { most, first }: Crowd, deadline: number): Promise<Filled> {
  const visits: Visit[] = [];
  let taken = 0;
  while (taken < most && Date.now() < deadline) {
    const each = await visit(door, NAME, taken === 0 ? first : [GREETING]);
    visits.push(each);
    // The first is in as soon as it is greeted.
    if (!each.welcome && each.exchanges.length < 2) break;
    taken += 1;
  }
  const last = visits.at(-1);
  const refusal = last && visits.length > taken ? lastSaid(last) : undefined;
  const said = taken > 0 && visits[0] ? heard(visits[0]) : '';
  return { visits, taken, first: said, refusal };
}

function untried(received: string): Finding {
  return { kind: 'untested', ...KINDS.untested, text: received, probes: [NAME], sent: '', received };
}
