import { type Found, SHORT } from '../../case.js';
import type { Guest, Lane } from '../../lanes/lane.js';
import { attend } from '../../session/attend.js';
import { partyOf } from '../../session/party.js';
import { Violation, violation } from '../../session/state.js';
import { DIALS, type PlanByRecipient } from '../plan/plan.js';
import { adrift, arrive } from './adrift.js';
import { Adrift } from './client.js';
import { openSession, type Session } from './state.js';
import { converse } from './story.js';

/** Lines that the log may have about what the program did when its client was gone. */
const MORE = 12;

/** Carries out a plan on a process that serves this lane. */
export function carryOut(plan: PlanByRecipient, lane: Lane): Promise<Found | undefined> {
  const session = openSession(plan);
  return attend(lane, guestOf(session), session, async (client) => {
    session.client = partyOf(client, () => session.bell.ring());
    try {
      await converse(session);
      await finish(session);
    } catch (error) {
      if (error instanceof Adrift) await adrift(session);
      else if (!(error instanceof Violation) || !isOverdue(session)) {
        breakOff(session);
        throw error;
      }
    }
    session.client.socket.end();
  });
}

/** So that the transcript has an end for a program that does as it should. */
function breakOff({ record, hasLeft, tor }: Session): void {
  if (!hasLeft) record.line('client > [RST]');
  if (tor && !tor.left) record.line('server > [RST]');
}

/** A deadline may have passed by itself, on a machine that has too much to do. */
const isOverdue = ({ plan, isSilent, sentAt }: Session) =>
  plan.silence !== undefined && !isSilent && Date.now() - sentAt >= SHORT * 1000;

function guestOf(session: Session): Guest {
  const { plan, bell, dials } = session;
  return {
    onions: plan.names.onions,
    map: plan.names.map,
    bell,
    sent: () => session.sent,
    odd: () => plan.dials[Math.min(session.dialled + dials.length, DIALS - 1)]?.odd,
    arrive: (dial) => arrive(session, dial),
    isAdrift: () => session.isAdrift,
    logged() {
      const least = Math.max(1, session.lines);
      return [least, session.isAdrift ? least + MORE : least];
    },
  };
}

/** The client is told of the end, and nothing else. */
async function finish(session: Session): Promise<void> {
  const { client, record, bell, dials } = session;
  await bell.until(() => client.end).catch(() => violation(session, 'no end in time', 'client < [FIN]'));
  record.line('client < [FIN]');
  if (client.heard !== '') violation(session, `behind the end: ${JSON.stringify(client.heard)}`);
  if (client.end === 'RST') violation(session, 'the client was reset');
  if (dials.length > 0) violation(session, 'one more dial');
}
