import { type Departure, openDialogue } from './client/dialogue.js';
import type { Client } from './client/open.js';
import { now, secondsSince } from './clock.js';
import type { Log } from './log.js';
import type { Options } from './options.js';
import {
  CLIENT_LOST,
  type Failure,
  helloRefused,
  INTERNAL_ERROR,
  isFailure,
  isFinal,
  render,
  status,
} from './replies.js';
import { openConnection } from './server/connection.js';
import { type Cancellation, Canceller } from './wire/cancellation.js';
import type { Peer } from './wire/peer.js';
import { splice } from './wire/splice.js';
import { afterFin } from './wire/tail.js';

/** What can end a session early: `stop` before the splice, with the Failure to reply with as the reason; `cut` at any time. */
export interface Interrupts {
  readonly stop: Cancellation<Failure>;
  readonly cut: Cancellation<'cut'>;
}

/** How the dialogue before the splice ended: with a server, or with the client's departure; and its last attempt. */
type Reached = ({ readonly kind: 'connected'; readonly server: Peer } | Departure) & Attempt;

/** The names in the last hello, and on how many circuits its destination was tried, if on more than one. */
interface Attempt {
  readonly from?: string | undefined;
  readonly to?: string;
  readonly circuits?: number | undefined;
}

/** How long the server may be silent after somebody has typed Ctrl-D, milliseconds. */
const AFTER_FIN_TYPED = 5_000;

/** The story of one connection after the greeting: learn the destination, connect, introduce the client, then only move bytes. */
export async function session(
  { peer, terminal }: Client,
  options: Options,
  log: Log,
  { stop, cut }: Interrupts,
): Promise<void> {
  const started = now();
  const reached = await reach(peer, options, log, stopOrLoss(stop, peer));
  const { from, to, circuits } = reached;
  if (reached.kind === 'connected') {
    log.progress('spliced');
    const { server } = reached;
    const limits = { idle: options.idleTimeout, afterFin: terminal ? () => AFTER_FIN_TYPED : afterFin };
    const outcome = await splice(peer, server, limits, cut);
    const { sent, received } = server;
    log.session({ outcome, from, to, circuits, sent, received, seconds: secondsSince(started) });
  } else {
    const failure = reached.kind === 'refused' ? reached.failure : undefined;
    const reply = failure && status(failure.reply);
    const seconds = secondsSince(started);
    log.session({ outcome: reached.kind, reply, cause: failure?.cause, from, to, circuits, seconds });
    await peer.close();
  }
}

/** Talks with the client until a server accepts its hello, or the client leaves. */
async function reach(
  client: Peer,
  options: Options,
  log: Log,
  stop: Cancellation<Failure>,
): Promise<Reached> {
  const dialogue = openDialogue(client, options, stop);
  const connection = openConnection(options, log, stop);
  let names: Attempt = {};
  const attempt = (): Attempt => ({ ...names, circuits: connection.circuits });
  /** Why the last hello failed. It says more than how the client left afterwards. */
  let failure: Failure | undefined;
  const departed = (departure: Departure): Reached =>
    failure ? { kind: 'refused', failure, ...attempt() } : { ...departure, ...attempt() };
  try {
    for (;;) {
      const next = await dialogue.hello();
      if (next.kind !== 'hello') return departed(next);
      const { destination, local = options.helo } = next.hello;
      names = { from: local, to: `${destination.host}:${destination.port}` };
      client.readAhead();
      const answer = await connection.greet(next.hello);
      if (isFailure(answer)) {
        failure = answer;
        const departure = await dialogue.refuse(answer);
        if (departure) return departed(departure);
        continue;
      }
      if (!(await dialogue.send(answer.text))) return departed({ kind: 'left' });
      if (answer.code < 300) {
        dialogue.release();
        return { kind: 'connected', server: connection.take(), ...attempt() };
      }
      failure = helloRefused(answer.code);
      if (isFinal(failure.reply)) return departed({ kind: 'refused', failure });
    }
  } catch (error) {
    log.fault(error);
    void client.write(render(INTERNAL_ERROR.reply));
    return departed({ kind: 'refused', failure: INTERNAL_ERROR });
  } finally {
    connection.leave();
  }
}

/** Happens when `stop` does, or when the client is lost. */
export function stopOrLoss(stop: Cancellation<Failure>, client: Peer): Cancellation<Failure> {
  const either = new Canceller<Failure>();
  stop.listen((reason) => either.cancel(reason));
  client.gone.listen(() => either.cancel(CLIENT_LOST));
  return either;
}
