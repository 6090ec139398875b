import type { Site } from '../site/site.js';
import type { Hands } from '../steps/hands.js';
import { type Planned, type Receiving, receivePlan } from './receive.js';
import { type Sending, sendPlan } from './send.js';

/** The plan for a task. What cannot be done on this machine is refused before there is one. */
export async function plan(
  site: Site,
  task: ({ readonly kind: 'send' } & Sending) | ({ readonly kind: 'receive' } & Receiving),
  hands: Hands,
): Promise<Planned> {
  if (task.kind === 'receive') return receivePlan(site, task, hands);
  const steps = await sendPlan(site, task);
  return { steps, last: () => undefined };
}
