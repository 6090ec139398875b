import type { Socket } from 'node:net';
import type { Found } from '../case.js';
import type { Guest, Lane } from '../lanes/lane.js';
import type { Party } from './party.js';
import { type Recorded, Violation, violation } from './state.js';
import type { Dial } from './tor.js';

/** What is left of a session when it is over. */
export interface Attended extends Recorded {
  readonly plan: { readonly seed: number };
  readonly client: Party | undefined;
  readonly tor: Party | undefined;
  readonly dials: readonly Dial[];
  /** What was wrong with a dial when nobody listened any more. */
  readonly stray: string | undefined;
}

/** Has a session on a lane; `story` tells what has to come of it. */
export async function attend(
  lane: Lane,
  guest: Guest,
  session: Attended,
  story: (client: Socket) => Promise<void>,
): Promise<Found | undefined> {
  try {
    const entered = await lane.enter(guest);
    await story(entered.client);
    const status = await entered.ended();
    if (status !== 0) violation(session, `the end of the program: ${status}`);
    const complaint = entered.complaint();
    if (complaint) violation(session, complaint);
    if (session.stray) violation(session, session.stray);
    return undefined;
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    const { seed } = session.plan;
    const purpose = `Seed ${seed}: ${error.message.replace(/[^ -~]/g, '?').slice(0, 300)}`;
    const transcript = session.record.text(purpose, lane.options, guest.map);
    return { seed, what: error.message, transcript };
  } finally {
    lane.leave(guest);
    session.client?.socket.destroy();
    session.tor?.socket.destroy();
    for (const { party } of session.dials) party.socket.destroy();
  }
}
