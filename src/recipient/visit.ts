import { now, secondsSince } from '../clock.js';
import type { Destination, Hello } from '../hello.js';
import type { Log } from '../log.js';
import type { Options } from '../options.js';
import { type Failure, helloRefused, isFailure, status } from '../replies.js';
import { openConnection } from '../server/connection.js';
import type { Cancellation } from '../wire/cancellation.js';
import type { Peer } from '../wire/peer.js';
import { mailFor, type Sender } from './envelope.js';
import { type MailServer, mailServer, ofServer, textOf } from './mail-server.js';

/** What each server of a message is told first. */
export interface Introduction {
  readonly verb: 'EHLO' | 'HELO';
  readonly name: string;
  readonly sender: Sender;
}

/** One connection to a server that has accepted MAIL, for one message. */
export interface Visit {
  readonly server: MailServer;
  /** The destination, with its port. */
  readonly to: string;
  /** Recipients that the server has accepted. */
  accepted: number;
  /** Logs how it ended. The server hears QUIT; or nothing more, where its next reply may be one to something else. */
  end(outcome: string, failure?: Failure, silently?: boolean): void;
}

/** Dials a destination, reads the greeting, says EHLO and MAIL. A failure is logged, and is for RCPT. */
export async function visit(
  destination: Destination,
  { verb, name, sender }: Introduction,
  options: Options,
  log: Log,
  cancellation: Cancellation<Failure>,
): Promise<Visit | Failure> {
  const started = now();
  const to = `${destination.host}:${destination.port}`;
  const connection = openConnection(options, log, cancellation);

  function record(outcome: string, failure: Failure | undefined, peer?: Peer): void {
    const { reply, cause } = failure ?? {};
    const octets = peer && { sent: peer.sent, received: peer.received };
    const { circuits } = connection;
    const seconds = secondsSince(started);
    log.session({
      outcome,
      reply: reply && status(reply),
      cause,
      from: name,
      to,
      circuits,
      ...octets,
      seconds,
    });
  }

  function failed(failure: Failure): Failure {
    record('refused', failure);
    const { reply } = failure;
    // 421 says that we close. That is so where we are stopped, and not where Tor or the server have failed.
    return cancellation.reason
      ? failure
      : { ...failure, reply: { ...reply, code: reply.code === 421 ? 451 : reply.code } };
  }

  const hello: Hello = { destination, local: name, command: `${verb} ${name}` };
  let answer = await connection.greet(hello);
  // RFC 5321 3.2: a server that does not know EHLO may know HELO.
  if (!isFailure(answer) && answer.code >= 500 && verb === 'EHLO')
    answer = await connection.greet({ ...hello, command: `HELO ${name}` });
  if (isFailure(answer)) return failed(answer);
  if (answer.code >= 300) {
    connection.leave();
    return failed({ ...helloRefused(answer.code), reply: ofServer(answer.code, textOf(answer)) });
  }

  const server = mailServer(connection.take(), answer);
  const visiting: Visit = {
    server,
    to,
    accepted: 0,
    end(outcome, failure, silently) {
      record(outcome, failure, server.peer);
      if (silently) server.peer.destroy();
      else server.leave();
    },
  };
  const reply = await server.ask(mailFor(sender, server.extensions), cancellation);
  if (!isFailure(reply) && reply.code < 300) return visiting;
  const failure = isFailure(reply) ? reply : { reply, cause: 'server refused MAIL' };
  visiting.end('refused', failure, isFailure(reply));
  return failure;
}
