import { violation } from '../../session/state.js';
import type { Extent } from '../model/end-of-data.js';
import { staysOpen } from './server.js';
import type { Session } from './state.js';

/** What the transcript should have here. */
export function due({ record, sent, at, passed }: Session, { most }: Extent): undefined {
  record.said('server', '<', sent.slice(at + passed, at + most));
}

/** What the server has heard is the message so far, and nothing else. */
export function listen(session: Session, extent: Extent): void {
  const { tor, passed, at } = session;
  if (!tor || tor.left || tor.heard === '') return;
  const octets = tor.heard.slice(0, extent.most - passed);
  const rest = tor.heard.slice(octets.length);
  const isMore = rest !== '' && (extent.end === undefined || extent.isForged || !'QUIT\r\n'.startsWith(rest));
  if (isMore || !session.sent.startsWith(octets, at + passed)) {
    due(session, extent);
    violation(session, `in a message the server heard ${JSON.stringify(tor.heard.slice(0, 500))}`);
  }
  session.record.said('server', '<', octets);
  session.passed += octets.length;
  tor.heard = rest;
}

/** What a server hears of the message until it is let go. */
export async function hearRest(session: Session, extent: Extent): Promise<void> {
  const { tor, bell } = session;
  for (;;) {
    listen(session, extent);
    if (!tor || tor.end) return;
    const { length } = tor.heard;
    await bell.until(() => tor.end || tor.heard.length > length).catch(() => staysOpen(session));
  }
}
