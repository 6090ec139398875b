import { isForAny } from './due.js';
import { oldServerCloses } from './server.js';
import { type Session, violation } from './state.js';
import type { Dial } from './tor.js';

/**
 * The client was reset right behind its words. What of them the program still reads is chance: so it may be about any of them, but
 * nothing else. A dial is given up without an answer.
 */
export async function adrift(session: Session): Promise<void> {
  session.isAdrift = true;
  for (const dial of session.dials.splice(0)) judge(session, dial);
  await oldServerCloses(session);
  if (session.stray) violation(session, session.stray);
}

/** A connection to the SOCKS port is there. */
export function arrive(session: Session, dial: Dial): void {
  if (session.isAdrift) judge(session, dial);
  else {
    dial.party.changed = session.bell.ring;
    session.dials.push(dial);
    session.bell.ring();
  }
}

function judge(session: Session, dial: Dial): void {
  if (!isForAny(session, dial)) session.stray = 'a dial that no hello asks for';
}
