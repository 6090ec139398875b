import type { Departure } from '../client/dialogue.js';
import type { Client } from '../client/open.js';
import { now, secondsSince } from '../clock.js';
import type { Log } from '../log.js';
import type { Options } from '../options.js';
import { INTERNAL_ERROR, render, status } from '../replies.js';
import type { Interrupts } from '../session.js';
import { converse } from './conversation.js';

/**
 * The story of one connection with --by-recipient, after the greeting: for each message, hold MAIL until RCPT says the destination,
 * connect, move the message to its end, and return the reply. Each attempt and each connection to a server has a line in the
 * log, and a session that had neither.
 */
export async function session(
  { peer }: Client,
  options: Options,
  log: Log,
  interrupts: Interrupts,
): Promise<void> {
  const started = now();
  let isLogged = false;
  const noted: Log = {
    ...log,
    session(fields) {
      isLogged = true;
      log.session(fields);
    },
  };
  let departure: Departure;
  try {
    departure = await converse(peer, options, noted, interrupts);
  } catch (error) {
    log.fault(error);
    void peer.write(render(INTERNAL_ERROR.reply));
    departure = { kind: 'refused', failure: INTERNAL_ERROR };
  }
  if (!isLogged) {
    const failure = departure.kind === 'refused' ? departure.failure : undefined;
    const reply = failure && status(failure.reply);
    log.session({ outcome: departure.kind, reply, cause: failure?.cause, seconds: secondsSince(started) });
  }
  await peer.close();
}
