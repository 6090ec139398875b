import { isForAny, isHelloOfAny } from './due.js';
import { oldServerCloses } from './server.js';
import { type Session, serverLeaves, violation } from './state.js';
import type { Dial } from './tor.js';

/**
 * The client was reset right behind its words. What of them the program still reads is chance, and of several segments it may take the
 * reset for a FIN. So it may be about any of the words, but nothing else, and only as long as somebody listens.
 */
export async function adrift(session: Session): Promise<void> {
  const { tor, bell, record } = session;
  session.isAdrift = true;
  for (const dial of session.dials.splice(0)) turnAway(session, dial);
  const line = () => tor?.heard.slice(0, tor.heard.indexOf('\n') + 1) ?? '';
  if (tor && !tor.left) await bell.until(() => tor.end || line()).catch(() => {});
  if (tor && isHelloOfAny(session, line())) {
    record.said('server', '<', line());
    tor.heard = tor.heard.slice(line().length);
    if (tor.heard !== '') violation(session, `the server heard ${JSON.stringify(tor.heard)}`);
    serverLeaves(session);
  }
  await oldServerCloses(session);
  if (session.stray) violation(session, session.stray);
}

/** A connection to the SOCKS port is there. */
export function arrive(session: Session, dial: Dial): void {
  if (session.isAdrift) turnAway(session, dial);
  else {
    dial.party.changed = session.bell.ring;
    session.dials.push(dial);
    session.bell.ring();
  }
}

function turnAway(session: Session, dial: Dial): void {
  if (!isForAny(session, dial)) session.stray = 'a dial that no hello asks for';
  dial.party.socket.destroy();
}
