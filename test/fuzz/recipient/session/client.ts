import { setImmediate as turn } from 'node:timers/promises';
import { isBinary, type Unit, unitAt } from '../../session/model.js';
import { clientLeaves } from '../../session/state.js';
import type { PlanByRecipient } from '../plan/plan.js';
import type { Session } from './state.js';

/** The client was reset: from here on it is chance what the program does. */
export class Adrift extends Error {}

/** Octets in a command line. */
const COMMAND_LINE = 1024;

/** The next thing that the client says, which is sent if need be; undefined if it says no more. */
export async function nextUnit(session: Session): Promise<Unit | undefined> {
  for (;;) {
    const { sent, at } = session;
    if (at === 0 && isBinary(sent)) return { text: '', end: sent.length };
    const lineEnd = session.isInOverlong ? sent.indexOf('\n', at) : at - 1;
    const begin = lineEnd < 0 && session.isInOverlong ? sent.length : lineEnd + 1;
    session.isInOverlong &&= lineEnd < 0;
    session.at = begin;
    const unit = session.isInOverlong ? undefined : unitAt(sent, begin, COMMAND_LINE);
    if (unit) {
      session.isInOverlong = unit.text === '' && !sent.slice(begin, unit.end).endsWith('\n');
      session.at = unit.end;
      return unit;
    }
    if (!(await sayMore(session))) return undefined;
  }
}

/** The client says more; false if there is no more, and it has left, unless it falls silent. */
export async function sayMore(session: Session): Promise<boolean> {
  const { plan, client, record, queue } = session;
  if (session.hasLeft || client.end) return false;
  if (queue.length === 0) queue.push(...nextSegments(session));
  if (queue.length === 0) {
    session.isSilent ||= plan.silence === 'message' && session.isInMessage;
    if (!session.isSilent || !session.isInMessage) clientLeaves(session, 'FIN');
    return false;
  }
  const isPiecemeal = session.isInMessage && plan.inTurn && !plan.isEager;
  for (const segment of queue.splice(0, isPiecemeal ? 1 : queue.length)) {
    record.said('client', '>', segment);
    session.sent += segment;
    session.sentAt = Date.now();
    session.segments += 1;
    client.socket.write(segment, 'latin1');
    if (leavesAt(session, session.segments)) {
      queue.length = 0;
      break;
    }
    await turn();
  }
  return true;
}

/** Of the next step; or, where the client waits for nothing, of all. A message that the server does not want is left out. */
function nextSegments(session: Session): string[] {
  const { plan } = session;
  const isWanted = session.isInMessage || plan.isDeaf || plan.isEager;
  for (;;) {
    const step = plan.steps[session.step];
    session.step += 1;
    if (!step) return [];
    if (plan.isEager) {
      const behind = plan.steps.slice(session.step);
      session.step = plan.steps.length;
      return [step, ...behind].flatMap(({ segments }) => segments);
    }
    if (step.kind === 'commands' || isWanted) return [...step.segments];
  }
}

/** Whether the client leaves there. */
export function leavesAt(session: Session, at: NonNullable<PlanByRecipient['leave']>['at']): boolean {
  const { leave } = session.plan;
  if (leave?.at !== at || session.hasLeft) return false;
  clientLeaves(session, leave.how);
  if (leave.how === 'RST') throw new Adrift();
  return true;
}
