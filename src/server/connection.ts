import type { Hello } from '../hello.js';
import type { Log } from '../log.js';
import type { Options } from '../options.js';
import { type Failure, isFailure, SERVER_SILENT, TOR_SILENT } from '../replies.js';
import { type Phase, within } from '../wire/deadline.js';
import type { Peer } from '../wire/peer.js';
import { reachServer } from './circuits.js';
import { type Answer, introduce } from './ehlo.js';
import type { Server } from './greeting.js';

export interface Connection {
  /** Brings the hello to its server: dials and reads the greeting, unless connected to it already; then EHLO or HELO. */
  greet(hello: Hello): Promise<Answer | Failure>;
  /** Gives away the server that accepted, with all that it has said since. */
  take(): Peer;
  /** Says QUIT to the server that refused, if there still is one. */
  leave(): void;
  /** On how many circuits the last destination was tried. */
  circuits: number;
}

/**
 * The connection to a server that accepts our hello. Exim follows an EHLO that was refused with HELO: so a server that
 * refused EHLO is kept for that, and a destination that failed is not dialled again but gets the same answer.
 */
export function openConnection(options: Options, log: Log, stop: AbortSignal): Connection {
  const failures = new Map<string, Failure>();
  let current: { readonly name: string; readonly server: Server } | undefined;

  async function connect(hello: Hello, phase: Phase): Promise<Server | Failure> {
    const { result, circuits } = await reachServer(hello, options, log, phase);
    connection.circuits = circuits;
    return result;
  }

  async function exchange(hello: Hello, name: string, phase: Phase): Promise<Answer | Failure> {
    if (current?.name !== name) leave();
    const server = current?.server ?? failures.get(name) ?? (await connect(hello, phase));
    if (isFailure(server)) return server;
    current = { name, server };
    phase.late = SERVER_SILENT;
    return introduce(server, hello.command, hello.local !== undefined, phase.signal);
  }

  function greet(hello: Hello): Promise<Answer | Failure> {
    const name = `${hello.destination.host}:${hello.destination.port}`;
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

  const connection: Connection = { greet, take, leave, circuits: 0 };
  return connection;
}
