import type { Hello } from '../hello.js';
import type { Options } from '../options.js';
import {
  BYE,
  CLIENT_NOT_SMTP,
  CLIENT_SILENT,
  type Failure,
  isFinal,
  LINE_TOO_LONG,
  render,
  TOO_MANY_ERRORS,
} from '../replies.js';
import type { Cancellation } from '../wire/cancellation.js';
import { within } from '../wire/deadline.js';
import { linesOf } from '../wire/lines.js';
import type { Peer } from '../wire/peer.js';
import { isBinary } from './command.js';
import { refuseRecipients } from './recipients.js';
import { type Response, respond } from './respond.js';

/** How a client that got no connection left: after QUIT, without a word, or because the last reply was final. */
export type Departure =
  | { readonly kind: 'quit' | 'left' }
  | { readonly kind: 'refused'; readonly failure: Failure };

/** What is said to the client before the splice. */
export interface Dialogue {
  /** Answers commands until there is a destination or the client has left. */
  hello(): Promise<{ readonly kind: 'hello'; readonly hello: Hello } | Departure>;
  /** Tells the client why it gets no connection; resolves with a departure if that was the end. */
  refuse(failure: Failure): Promise<Departure | undefined>;
  /** Sends the server's answer; false if the client is gone or does not read. */
  send(text: string): Promise<boolean>;
  /** Gives what the client has sent behind its EHLO back to the peer, for the server. */
  release(): void;
}

/** Octets, RFC 5321 4.5.3.1.4. */
const COMMAND_LINE = 512;
/** Milliseconds: a server waits at least 5 minutes for a command, RFC 5321 4.5.3.2.7. */
const NEXT_COMMAND = 300_000;
/** After so many a client is not trying to send mail. */
const MOST_ERRORS = 10;

/** The server side of RFC 5321 3.1 and 3.2: all that a client can say before there is a connection. */
export function openDialogue(client: Peer, options: Options, stop: Cancellation<Failure>): Dialogue {
  const lines = linesOf(client, COMMAND_LINE);
  const recipients = refuseRecipients();
  let first = true;
  let errors = 0;

  async function next(): Promise<Response | { readonly kind: 'left' }> {
    const failed = (failure: Failure) => ({ kind: 'failure' as const, failure });
    return within(NEXT_COMMAND, CLIENT_SILENT, stop, async ({ cancellation }) => {
      if (first && (await beginsBinary(client, cancellation))) return failed(CLIENT_NOT_SMTP);
      const line = await lines.next(cancellation);
      if (line === 'cancelled') return failed(cancellation.reason as Failure);
      if (line === 'overlong') return failed(LINE_TOO_LONG);
      if (typeof line === 'string') return { kind: 'left' };
      const reply = recipients.respond(line.text);
      return reply ? { kind: 'reply', reply } : respond(line.text, first, options);
    });
  }

  async function refuse(failure: Failure): Promise<Departure | undefined> {
    recipients.refused(failure);
    errors += 1;
    const last = errors < MOST_ERRORS || isFinal(failure.reply) ? failure : TOO_MANY_ERRORS;
    const sent = await send(render(last.reply));
    if (isFinal(last.reply)) return { kind: 'refused', failure: last };
    return sent ? undefined : { kind: 'left' };
  }

  /** A client that does not read must not hold us up either. */
  function send(text: string): Promise<boolean> {
    return within(NEXT_COMMAND, CLIENT_SILENT, stop, ({ cancellation }) => client.write(text, cancellation));
  }

  async function hello() {
    for (;;) {
      const response = await next();
      first = false;
      if (response.kind === 'hello' || response.kind === 'left') return response;
      if (response.kind === 'failure') {
        const departure = await refuse(response.failure);
        if (departure) return departure;
      } else {
        if (!(await send(render(response.reply)))) return { kind: 'left' as const };
        if (response.reply === BYE) return { kind: 'quit' as const };
      }
    }
  }

  return { hello, refuse, send, release: () => lines.release() };
}

/** Looks at the first octet: the client of another protocol may never send the end of a line. */
export async function beginsBinary(client: Peer, cancellation: Cancellation<Failure>): Promise<boolean> {
  const bytes = await client.read(cancellation);
  if (!Buffer.isBuffer(bytes)) return false;
  client.unread(bytes);
  return isBinary(bytes[0]);
}
