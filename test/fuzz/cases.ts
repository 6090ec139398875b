import type { By, Case } from './case.js';
import { type Plan, planOf } from './plan/plan.js';
import { type PlanByRecipient, planOf as planByRecipient } from './recipient/plan/plan.js';
import { carryOut as carryOutByRecipient } from './recipient/session/session.js';
import { carryOut } from './session/session.js';

/** One seed of so many stands for a session by recipient. */
const SHARE = 3;

/** The session of a seed: of the sort that is asked for, or else of the seed's own. */
export function caseOf(seed: number, by: By = seed % SHARE === 0 ? 'recipient' : 'hello'): Case {
  if (by === 'recipient') {
    // Made anew when it is wanted: thousands of them, with their messages, would be too much to keep.
    const carry: Case['carryOut'] = (lane) => carryOutByRecipient(planByRecipient(seed), lane);
    return { ...traits(planByRecipient(seed)), by, carryOut: carry };
  }
  const plan = planOf(seed);
  return { ...traits(plan), by, carryOut: (lane) => carryOut(plan, lane) };
}

function traits({ seed, silence, dials }: Plan | PlanByRecipient) {
  return { seed, isTimed: silence !== undefined, isOdd: dials.some(({ odd }) => odd) };
}
