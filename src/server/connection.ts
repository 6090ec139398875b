import type { Hello } from '../hello.js';
import type { Log } from '../log.js';
import type { Options } from '../options.js';
import { type Failure, isFailure, SERVER_SILENT, TOR_SILENT } from '../replies.js';
import type { Cancellation } from '../wire/cancellation.js';
import { type Phase, within } from '../wire/deadline.js';
import type { Peer } from '../wire/peer.js';
import { reachServer } from './circuits.js';
import { type Answer, introduce } from './ehlo.js';
import type { Server } from './greeting.js';

/** A connection to the server that a hello names. */
export interface Connection {
  /** Takes the hello to its server: dials and reads the greeting, unless that is done; then says EHLO or HELO. */
  greet(hello: Hello): Promise<Answer | Failure>;
  /** Hands over the server that accepted. What it has said since is read next. */
  take(): Peer;
  /** Says QUIT to a server that refused, if it is still connected. */
  leave(): void;
  /** On how many circuits the last destination was tried, if on more than one. */
  circuits: number | undefined;
}

/**
 * Connects to the server of a hello. After a refused EHLO Exim says HELO: so a server that refused EHLO is kept for that,
 * and a destination that failed is not dialled again but gets the same answer. Not for another local name, which must not be seen
 * on the same circuit.
 */
export function openConnection(options: Options, log: Log, stop: Cancellation<Failure>): Connection {
  const failures = new Map<string, Failure>();
  let current: { readonly name: string; readonly server: Server } | undefined;

  async function connect(hello: Hello, phase: Phase<Failure>): Promise<Server | Failure> {
    const { result, circuits } = await reachServer(hello, options, log, phase);
    connection.circuits = circuits > 1 ? circuits : undefined;
    return result;
  }

  async function exchange(hello: Hello, name: string, phase: Phase<Failure>): Promise<Answer | Failure> {
    if (current?.name !== name) leave();
    const server = current?.server ?? failures.get(name) ?? (await connect(hello, phase));
    if (isFailure(server)) return server;
    current = { name, server };
    phase.late = SERVER_SILENT;
    const hadTwoNames = hello.local !== undefined && options.to === undefined;
    return introduce(server, hello.command, hadTwoNames, phase.cancellation);
  }

  function greet(hello: Hello): Promise<Answer | Failure> {
    const { local, destination } = hello;
    const name = `${local ?? ''} ${destination.host}:${destination.port}`;
    return within(options.timeout, TOR_SILENT, stop, async (phase) => {
      const answer = await exchange(hello, name, phase);
      if (isFailure(answer)) {
        failures.set(name, answer);
        current?.server.peer.destroy();
        current = undefined;
      }
      return answer;
    });
  }

  function take(): Peer {
    if (!current) throw new Error('no server');
    const { peer, replies } = current.server;
    current = undefined;
    replies.release();
    return peer;
  }

  function leave() {
    if (!current) return;
    const { peer } = current.server;
    current = undefined;
    void peer.write('QUIT\r\n');
    void peer.close();
  }

  const connection: Connection = { greet, take, leave, circuits: undefined };
  return connection;
}
