import { isForAny } from './due.js';
import { oldServerCloses } from './server.js';
import { type Session, violation } from './state.js';
import type { Dial } from './tor.js';

/**
 * The client was reset right behind its words. What of them the program still reads is chance: so it may be about any of them, but
 * nothing else. Nobody answers it any more: it has to give up by itself, and does that as soon as it has noticed.
 */
export async function adrift(session: Session): Promise<void> {
  const { dials, bell } = session;
  session.isAdrift = true;
  for (const dial of dials) judge(session, dial);
  await oldServerCloses(session);
  await bell
    .until(() => dials.every(({ party }) => party.end))
    .catch(() => violation(session, 'a dial goes on whose client is gone', 'tor    < [closed]'));
  dials.length = 0;
  if (session.stray) violation(session, session.stray);
}

/** A connection to the SOCKS port is there. */
export function arrive(session: Session, dial: Dial): void {
  dial.party.changed = session.bell.ring;
  session.dials.push(dial);
  if (session.isAdrift) judge(session, dial);
  session.bell.ring();
}

function judge(session: Session, dial: Dial): void {
  if (!isForAny(session, dial)) session.stray = 'a dial that no hello asks for';
}
