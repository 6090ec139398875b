import { SHORT } from '../../case.js';
import { replyOf } from '../../session/model.js';
import { Late } from '../../session/party.js';
import { violation } from '../../session/state.js';
import { type Extent, extentOf } from '../model/end-of-data.js';
import { ahead, type Due, dueOf, FAILED, takeReply } from '../model/reply.js';
import { leavesAt, sayMore } from './client.js';
import { hear } from './hear.js';
import { due, hearRest, listen } from './listen.js';
import { answered, letGo, says } from './server.js';
import type { Session } from './state.js';

/** Of a message that a server could take for several. */
const FORGED: Due = { codes: [554] };

/**
 * What follows 354: the message goes on to its end octet for octet, and only then is what follows a command. False if the client leaves
 * before that: then there is no message, and no reply.
 */
export async function passMessage(session: Session): Promise<boolean> {
  Object.assign(session, { isInMessage: true, passed: 0, isEarly: false });
  const isWhole = await pass(session);
  const extent = extentIn(session);
  if (!isWhole) {
    await hearRest(session, extent);
    await letGo(session, '');
    if (session.isSilent && !session.hasLeft) await hear(session, { codes: [421], within: SHORT });
    return false;
  }
  if (session.isEarly || extent.isForged) await answeredEarly(session, extent);
  else await answeredWhole(session);
  session.at += extent.end ?? 0;
  session.isInMessage = false;
  return true;
}

const extentIn = ({ sent, at }: Session) => extentOf(sent.slice(at));

/** Until the message is whole, and at the server if that wants it; false if the client says no more before. */
async function pass(session: Session): Promise<boolean> {
  for (;;) {
    const extent = extentIn(session);
    listen(session, extent);
    await interject(session, extent);
    const { end, most, isForged } = extent;
    const isAside = session.isEarly || isForged;
    if (end !== undefined && (isAside || session.passed === end)) return true;
    const isThere = isAside || session.passed === most;
    if (end === undefined && (isThere || !session.plan.inTurn)) {
      if (await sayMore(session)) continue;
      if (isThere) return false;
    }
    await session.bell
      .until(() => session.tor?.heard || session.tor?.end)
      .catch((error) => {
        if (!(error instanceof Late)) throw error;
        violation(session, 'the server has not heard all of the message', due(session, extent));
      });
    if (session.tor?.end && session.tor.heard === '')
      violation(session, 'the server is let go in a message', due(session, extent));
  }
}

/** The server may speak, or leave, in the middle; what it has said before is the same. */
async function interject(session: Session, { end }: Extent): Promise<void> {
  const { midway } = session.server;
  if (session.isEarly) return;
  if (midway && session.passed >= midway.at && session.passed !== end && !session.tor?.left) {
    const { midway: _done, ...others } = session.server;
    session.server = others;
    await says(session, midway);
  }
  session.isEarly = session.tor?.left === true || replyOf(ahead(session)) !== 'unfinished';
}

/** The server has the whole message, and only its reply counts. */
async function answeredWhole(session: Session): Promise<void> {
  leavesAt(session, '.');
  const [answer = { segments: [] }] = session.server.answers['.'];
  const reply = await answered(session, answer);
  const isReply = 'code' in reply && (reply.code < 300 || reply.code >= 400);
  const isFinal = isReply && reply.code !== 421;
  await letGo(session, isFinal ? 'QUIT\r\n' : '');
  await hear(session, isReply ? dueOf(reply) : FAILED);
}

/**
 * A server that accepts what it does not have yet has read something else. But by the time that this is read it may have been sent all:
 * then it is there whole.
 */
async function answeredEarly(session: Session, extent: Extent): Promise<void> {
  const dues: Due[] = extent.isForged ? [FORGED] : [];
  const hasLeft = session.tor?.left === true;
  if (session.isEarly) {
    const reply = takeReply(session);
    const isRefusal = typeof reply === 'object' && reply.code >= 400;
    if (!isRefusal || hasLeft) dues.push(FAILED);
    if (isRefusal || (typeof reply === 'object' && reply.code < 300 && !extent.isForged))
      dues.push(dueOf(reply));
  }
  const code = await hear(session, ...dues);
  const isTaken = code < 300;
  await hearRest(session, extent);
  if (isTaken && !hasLeft && session.passed !== extent.end)
    violation(session, 'a message is accepted of which the server has heard a part', due(session, extent));
  await letGo(session, 'QUIT\r\n', true);
}
