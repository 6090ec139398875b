import { type Found, SHORT, SLACK } from '../case.js';
import type { Guest, Lane } from '../lanes/lane.js';
import type { Plan } from '../plan/plan.js';
import { adrift, arrive } from './adrift.js';
import { attend } from './attend.js';
import { opening } from './opening.js';
import { Late, partyOf } from './party.js';
import { oldServerCloses } from './server.js';
import { splice } from './splice.js';
import { clientLeaves, openSession, type Session, violation } from './state.js';

/** Seconds that a server may be silent once the client has left without a message under way. */
const HUNG = 30;

/** Carries out a plan on a process that serves this lane. */
export function carryOut(plan: Plan, lane: Lane): Promise<Found | undefined> {
  const session = openSession(plan);
  return attend(lane, guestOf(session), session, async (client) => {
    session.client = partyOf(client, () => session.bell.ring());
    await opening(session);
    if (session.isSpliced) await splice(session);
    await finish(session);
  });
}

function guestOf(session: Session): Guest {
  const { plan, bell, dials } = session;
  return {
    onions: [plan.names.destination],
    map: [],
    bell,
    sent: () => session.sent,
    odd: () => plan.dials[Math.min(session.dialled + dials.length, 3)]?.odd,
    arrive: (dial) => arrive(session, dial),
    isAdrift: () => session.isAdrift,
    logged: () => [1, 1],
  };
}

/** The client is told of the end, and nothing else; the server too; and both in time. */
async function finish(session: Session): Promise<void> {
  const { client, record, plan, bell } = session;
  const isTimed = session.isSpliced && (plan.silence === 'hung' || plan.silence === 'idle');
  if (isTimed) record.line('clock  start');
  else if (!session.isSpliced && !client.end) clientLeaves(session, 'FIN');
  if (session.hasLeft !== 'RST') {
    const limit = session.hasLeft ? HUNG : SHORT;
    await bell
      .until(() => client.end, isTimed ? limit + SLACK : undefined)
      .catch((error) => {
        if (!(error instanceof Late)) throw error;
        violation(session, 'no end in time', 'client < [closed]');
      });
    record.line(isTimed ? 'client < [closed]' : 'client < [FIN]');
    if (isTimed) record.line(`clock  within ${limit + SLACK}s`);
    if (client.heard !== '') violation(session, `behind the end: ${JSON.stringify(client.heard)}`);
    if (client.end === 'RST' && !isTimed) violation(session, 'the client was reset');
  }
  client.socket.end();
  if (session.hasLeft === 'RST' && plan.leave?.at === 'opening') await adrift(session);
  else await oldServerCloses(session);
  if (session.dials.length > 0) violation(session, 'one more dial');
}
