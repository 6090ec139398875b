import { type Failure, greetingRefused, isFailure, SERVER_NOT_SMTP } from '../replies.js';
import type { Cancellation } from '../wire/cancellation.js';
import { type Lines, linesOf } from '../wire/lines.js';
import type { Peer } from '../wire/peer.js';
import { readReply } from './reply.js';

/** The remote server, while its replies are read. */
export interface Server {
  readonly peer: Peer;
  readonly replies: Lines;
}

/** Octets. RFC 5321 4.5.3.1.5 allows 512; servers that send more are understood too. */
export const REPLY_LINE = 2048;

/** Reads the server's whole greeting: many servers drop a client that speaks before its end. */
export async function readGreeting(
  peer: Peer,
  cancellation: Cancellation<Failure>,
): Promise<Server | Failure> {
  const replies = linesOf(peer, REPLY_LINE);
  const greeting = await readReply(replies, cancellation);
  if (isFailure(greeting)) return greeting;
  const { code, lines } = greeting;
  if (code < 300) return { peer, replies };
  if (code < 400) return SERVER_NOT_SMTP;
  // Behind words of ours, it still has to fit into a line.
  return greetingRefused(
    code,
    lines.map((text) => text.slice(0, 400)),
  );
}
