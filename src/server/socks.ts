import { once } from 'node:events';
import type { Destination } from '../hello.js';
import { type SocksAddress, socksText } from '../options.js';
import {
  BAD_SOCKS_REPLY,
  type Failure,
  NOT_AUTHENTICATED,
  NOT_SOCKS,
  socksFailure,
  TOR_CLOSED,
  torHung,
  torUnavailable,
} from '../replies.js';
import { type Cancellation, Canceller } from '../wire/cancellation.js';
import type { Peer } from '../wire/peer.js';
import { socketPeer } from '../wire/socket-peer.js';
import type { Credentials } from './isolation.js';
import { negotiate } from './socks-package.js';

/**
 * How long Tor may take for what needs no network, milliseconds: to accept the connection, choose a method and accept the
 * password. A Tor that hangs would otherwise hold up the mail server for the whole time limit, message by message.
 */
const LOCAL_ANSWERS = 10_000;

/** Opens a stream through Tor's SOCKS port. If cancelled, it resolves with the reason. */
export async function dial(
  socks: SocksAddress,
  destination: Destination,
  credentials: Credentials | undefined,
  cancellation: Cancellation<Failure>,
): Promise<Peer | Failure> {
  const { peer, socket } = socketPeer({}, false);
  const over = new Canceller<Failure>();
  over.listen(() => socket.destroy(new Error('cancelled')));
  const release = cancellation.listen((reason) => over.cancel(reason));
  const local = setTimeout(() => over.cancel(torHung(socksText(socks))), LOCAL_ANSWERS);
  try {
    if (over.reason) return over.reason;
    await once(socket.connect({ ...socks, noDelay: true }), 'connect');
    let answers: Buffer = Buffer.alloc(0);
    const granted = await negotiate(peer, destination, credentials, (all) => {
      answers = all;
      if (isNegotiated(all)) clearTimeout(local);
    });
    if (!granted || over.reason) {
      peer.destroy();
      return over.reason ?? refusal(answers);
    }
    // What went to and from Tor itself is not mail.
    peer.received = 0;
    peer.sent = 0;
    return peer;
  } catch (error) {
    return over.reason ?? torUnavailable(socksText(socks), (error as NodeJS.ErrnoException).code ?? 'closed');
  } finally {
    clearTimeout(local);
    release();
  }
}

/** Whether Tor has answered all that precedes the reply: the method, and the status of the password if that is the method. */
function isNegotiated(answers: Buffer): boolean {
  return answers.length >= (answers[1] === 2 ? 4 : 2);
}

/**
 * Why Tor did not connect, from all that it has answered: method selection (RFC 1928 3), the status of the user name and
 * password (RFC 1929 2) if that was the method, and the reply (RFC 1928 6).
 */
export function refusal(answers: Buffer): Failure {
  const [version, method] = answers;
  if (version === undefined) return TOR_CLOSED;
  if (version !== 5) return NOT_SOCKS;
  const status = method === 2 ? answers[3] : 0;
  if (method === 0xff || (status !== undefined && status !== 0)) return NOT_AUTHENTICATED;
  const [replyVersion, rep] = answers.subarray(method === 2 ? 4 : 2);
  if (replyVersion !== undefined && replyVersion !== 5) return BAD_SOCKS_REPLY;
  return rep === undefined || rep === 0 ? TOR_CLOSED : socksFailure(rep);
}
