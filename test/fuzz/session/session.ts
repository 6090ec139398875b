import type { Lane } from '../lanes/lane.js';
import type { Plan } from '../plan/plan.js';
import { adrift } from './adrift.js';
import { SHORT } from './due.js';
import { opening } from './opening.js';
import { Late, partyOf } from './party.js';
import { oldServerCloses } from './server.js';
import { splice } from './splice.js';
import { clientLeaves, openSession, type Session, Violation, violation } from './state.js';

/** What went wrong in a session, and the transcript that has it. */
export interface Found {
  readonly seed: number;
  readonly what: string;
  readonly transcript: string;
}

/** Seconds that a server may be silent once the client has left without a message under way. */
const HUNG = 30;
const SLACK = 5;

/** Carries out a plan on a process that serves this lane. */
export async function carryOut(plan: Plan, lane: Lane): Promise<Found | undefined> {
  const session = openSession(plan);
  try {
    const entered = await lane.enter(session);
    session.client = partyOf(entered.client, () => session.bell.ring());
    await opening(session);
    if (session.isSpliced) await splice(session);
    await finish(session);
    const status = await entered.ended();
    if (status !== 0) violation(session, `the end of the program: ${status}`);
    const complaint = entered.complaint();
    if (complaint) violation(session, complaint);
    if (session.stray) violation(session, session.stray);
    return undefined;
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    const purpose = `Seed ${plan.seed}: ${error.message.replace(/[^ -~]/g, '?').slice(0, 300)}`;
    return { seed: plan.seed, what: error.message, transcript: session.record.text(purpose, lane.options) };
  } finally {
    lane.leave(session);
    session.client?.socket.destroy();
    session.tor?.socket.destroy();
    for (const { party } of session.dials) party.socket.destroy();
  }
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
