import type { Destination } from '../hello.js';
import type { Log } from '../log.js';
import type { Options } from '../options.js';
import {
  type Failure,
  isFailure,
  NO_RECIPIENT,
  type Reply,
  SERVER_NOT_SMTP,
  SERVER_SILENT,
} from '../replies.js';
import type { Cancellation } from '../wire/cancellation.js';
import { within } from '../wire/deadline.js';
import type { Recipient } from './envelope.js';
import type { MailServer } from './mail-server.js';
import type { Passed } from './message.js';
import { ONE_DESTINATION } from './replies.js';
import { type Introduction, type Visit, visit } from './visit.js';

/** One message to one server (RFC 5321 3.3). The first recipient that a server accepts says to which. */
export interface Transaction {
  /** The reply to RCPT. */
  recipient(recipient: Recipient, destination: Destination): Promise<Reply>;
  /** DATA: `pass` is called when the server is ready, and moves the message. */
  data(pass: (server: MailServer, ready: Reply) => Promise<Passed>): Promise<Passed>;
  /** Ends without a message, unless there was one. */
  leave(): void;
}

/** Milliseconds from DATA to 354. After 2 minutes (RFC 5321 4.5.3.2.4) the client would give up, and blame us for it. */
const DATA_INITIATION = 110_000;
/** So much later than the dial, which knows best what was late, milliseconds. */
const LATER = 1_000;

/** Begins one: MAIL is held until the destination is known. */
export function openTransaction(
  introduction: Introduction,
  options: Options,
  log: Log,
  stop: Cancellation<Failure>,
): Transaction {
  /** Of destinations that have failed, kept for this message: the next one may find them well. */
  const failures = new Map<string, Failure>();
  let current: Visit | undefined;
  /** Why a server that had accepted recipients is no longer there: then all of them have failed. */
  let lost: Failure | undefined;
  let refusal: Failure | undefined;

  function end(outcome: string, failure?: Failure, silently?: boolean): void {
    current?.end(outcome, failure, silently);
    current = undefined;
    refusal = undefined;
  }

  /** Without a message: because nobody was accepted, or the client has thought better of it. */
  const leave = () => (current?.accepted ? end('left') : end(refusal ? 'refused' : 'left', refusal));

  function finish(passed: Passed): void {
    const result = passed.kind === 'broken' ? passed.failure : passed.result;
    if (passed.kind === 'broken') end(passed.outcome, passed.failure, true);
    else if (isFailure(result)) end('refused', result, true);
    else if (result.code < 300) end('taken');
    else end('refused', { reply: result, cause: 'server refused the message' });
  }

  async function ask(
    path: string,
    destination: Destination,
    to: string,
    cancellation: Cancellation<Failure>,
  ) {
    const reached = current ?? (await visit(destination, introduction, options, log, cancellation));
    if (isFailure(reached)) {
      failures.set(to, reached);
      return reached.reply;
    }
    current = reached;
    const reply = await reached.server.ask(`RCPT TO:${path}`, cancellation);
    if (isFailure(reply)) {
      if (reached.accepted > 0) lost = reply;
      else failures.set(to, reply);
      end('refused', reply, true);
      return reply.reply;
    }
    if (reply.code < 300) reached.accepted += 1;
    else refusal = { reply, cause: 'server refused a recipient' };
    return reply;
  }

  return {
    async recipient({ path }, destination) {
      const to = `${destination.host}:${destination.port}`;
      const failure = lost ?? failures.get(to);
      if (failure) return failure.reply;
      if (current && current.to !== to) {
        if (current.accepted > 0) return ONE_DESTINATION;
        leave();
      }
      const limit = options.timeout + LATER;
      return within(limit, SERVER_SILENT, stop, ({ cancellation }) =>
        ask(path, destination, to, cancellation),
      );
    },
    async data(pass) {
      if (lost) return { kind: 'answered', result: lost };
      if (!current?.accepted) return { kind: 'answered', result: NO_RECIPIENT };
      const { server } = current;
      const ready = await within(DATA_INITIATION, SERVER_SILENT, stop, ({ cancellation }) =>
        server.ask('DATA', cancellation, 354),
      );
      const passed: Passed =
        !isFailure(ready) && ready.code === 354
          ? await pass(server, ready)
          : { kind: 'answered', result: !isFailure(ready) && ready.code < 300 ? SERVER_NOT_SMTP : ready };
      finish(passed);
      return passed;
    },
    leave,
  };
}
