import { now, secondsSince } from '../clock.js';
import type { Hello } from '../hello.js';
import type { Log } from '../log.js';
import type { Options } from '../options.js';
import { type Failure, isFailure, SERVER_CLOSED, SERVER_SILENT, TOR_SILENT } from '../replies.js';
import type { Cancellation } from '../wire/cancellation.js';
import { type Phase, within } from '../wire/deadline.js';
import type { Peer } from '../wire/peer.js';
import { readGreeting, type Server } from './greeting.js';
import { type Credentials, credentials } from './isolation.js';
import { dial } from './socks.js';

/** Circuits that one destination is tried on, at most. */
const CIRCUITS = 3;
/** Milliseconds that a server needs for its greeting. With less left there is no further circuit. */
const TIME_TO_GREET = 30_000;

/**
 * Dials the destination and reads the server's greeting. A failure that can be the circuit's is followed by another
 * circuit, as time allows; the last failure is the result. None of the client's mail has been sent by then, so none can arrive
 * twice. The next session begins with the credentials of its pair again, and so with the circuit that they have.
 */
export async function reachServer(
  { destination, local }: Hello,
  options: Options,
  log: Log,
  phase: Phase<Failure>,
): Promise<{ readonly result: Server | Failure; readonly circuits: number }> {
  const deadline = now() + options.timeout;
  const left = () => deadline - now();
  const own = await credentials(options.isolate, local ?? options.helo, destination);

  async function tryCircuit(token: Credentials | undefined, isLast: boolean): Promise<Server | Failure> {
    const started = now();
    log.progress('dialling');
    phase.late = TOR_SILENT;
    const peer = await dial(options.socks, destination, token, phase.cancellation);
    if (isFailure(peer)) return peer;
    log.progress(`connected in ${secondsSince(started)} s`);
    phase.late = SERVER_SILENT;
    // Half of the time, if the other half is well enough for another circuit.
    const limit = isLast || left() < 3 * TIME_TO_GREET ? left() : left() / 2;
    const server =
      (await unspoken(peer, limit, phase.cancellation)) ?? (await readGreeting(peer, phase.cancellation));
    if (isFailure(server)) peer.destroy();
    return server;
  }

  for (let circuits = 1; ; circuits += 1) {
    // Without credentials it is for Tor to choose the circuit.
    const isLast = circuits === CIRCUITS || own === undefined;
    const token = circuits === 1 ? own : await credentials('connection', local, destination);
    const result = await tryCircuit(token, isLast);
    const isCurable = isFailure(result) && result.isOfCircuit === true && !phase.cancellation.reason;
    if (isLast || !isCurable || left() < TIME_TO_GREET) return { result, circuits };
  }
}

/** Waits, up to `limit` milliseconds, for the server's first octet. The failure if there is none. */
async function unspoken(
  peer: Peer,
  limit: number,
  stop: Cancellation<Failure>,
): Promise<Failure | undefined> {
  const read = await within(limit, SERVER_SILENT, stop, ({ cancellation }) => peer.read(cancellation));
  if (Buffer.isBuffer(read)) return void peer.unread(read);
  if (stop.reason) return stop.reason;
  return { ...(read === 'cancelled' ? SERVER_SILENT : SERVER_CLOSED), isOfCircuit: true };
}
