import type { Options } from '../options.js';
import * as reply from '../replies.js';
import { within } from '../wire/deadline.js';
import { type Line, linesOf } from '../wire/lines.js';
import type { End } from '../wire/peer.js';
import { isBinary, isForeign, needsServer, parseCommand } from './command.js';
import { type Destination, hasAllowedSuffix, parseDestination } from './destination.js';
import { refuseRecipients } from './recipients.js';

/** EHLO or HELO with a destination. */
export interface Hello {
  readonly destination: Destination;
  /** The client's own name, where it gave two. */
  readonly local: string | undefined;
  /** The command for the server, without its line end. */
  readonly command: string;
}

/** How a client that never got a connection left: by itself, or told by a reply of the server's or ours with code 421. */
export type Departure = { readonly outcome: 'quit' | 'left' | 'refused' } | reply.Failure;

export interface Initiation {
  /** Answers commands until there is a destination or the client is done. */
  hello(): Promise<Hello | Departure>;
  /** Tells the client why it gets no connection; with a departure if it gets no further chance either. */
  refuse(failure: reply.Failure): Promise<Departure | undefined>;
  /** Sends the server's answer; false if the client is gone or does not read. */
  send(text: string): Promise<boolean>;
  /** Hands what the client has sent behind its EHLO back to its end, for the server. */
  release(): void;
}

/** Octets, RFC 5321 4.5.3.1.4. */
const COMMAND_LINE = 512;
/** Milliseconds: a server waits at least 5 minutes for a command, RFC 5321 4.5.3.2.7. */
const NEXT_COMMAND = 300_000;
const MOST_ERRORS = 10;

const SILENT: reply.Failure = { reply: reply.CLIENT_SILENT, cause: 'client silent' };
const NOT_SMTP: reply.Failure = { reply: reply.NOT_AN_SMTP_CLIENT, cause: 'client does not speak SMTP' };
const TOO_LONG: reply.Failure = { reply: reply.LINE_TOO_LONG, cause: 'line too long' };
const ERRORS: reply.Failure = { reply: reply.TOO_MANY_ERRORS, cause: 'too many errors' };

/** The server side of RFC 5321 3.1 and 3.2: all that a client can say before there is a connection. */
export function initiate(client: End, options: Options, stop: AbortSignal): Initiation {
  const lines = linesOf(client, COMMAND_LINE);
  const recipients = refuseRecipients();
  let errors = 0;

  async function refuse(failure: reply.Failure): Promise<Departure | undefined> {
    recipients.refused(failure);
    errors += 1;
    const told = errors < MOST_ERRORS || reply.isFinal(failure.reply) ? failure : ERRORS;
    if (await send(reply.render(told.reply))) return reply.isFinal(told.reply) ? told : undefined;
    return reply.isFinal(told.reply) ? told : { outcome: 'left' };
  }

  /** A client that never reads must not keep us either. */
  function send(text: string): Promise<boolean> {
    return within(Date.now() + NEXT_COMMAND, SILENT, stop, ({ signal }) => client.write(text, signal));
  }

  async function nextLine(first: boolean): Promise<Line | Departure> {
    return within(Date.now() + NEXT_COMMAND, SILENT, stop, async ({ signal }) => {
      if (first) {
        const bytes = await client.read(signal);
        if (Buffer.isBuffer(bytes)) client.unread(bytes);
        if (Buffer.isBuffer(bytes) && isBinary(bytes[0])) return NOT_SMTP;
      }
      const line = await lines.next(signal);
      if (line === 'aborted') return signal.reason as reply.Failure;
      return typeof line === 'string' ? { outcome: 'left' } : line;
    });
  }

  function answer(line: string, isFirst: boolean): Hello | reply.Reply | reply.Failure {
    return recipients.respond(line) ?? respond(line, isFirst, options);
  }

  let first = true;
  async function hello(): Promise<Hello | Departure> {
    for (;;) {
      const line = await nextLine(first);
      if ('outcome' in line) return line;
      const response = 'reply' in line ? line : 'text' in line ? answer(line.text, first) : TOO_LONG;
      first = false;
      if ('destination' in response) return response;
      if ('reply' in response) {
        const departure = await refuse(response);
        if (departure) return departure;
        continue;
      }
      if (!(await send(reply.render(response)))) return { outcome: 'left' };
      if (response === reply.BYE) return { outcome: 'quit' };
    }
  }

  return { hello, refuse, send, release: () => lines.release() };
}

/** What a command line leads to: a destination, a reply, or a refusal. */
function respond(line: string, first: boolean, options: Options): Hello | reply.Reply | reply.Failure {
  if (first && isForeign(line)) return NOT_SMTP;
  const command = parseCommand(line);
  if (!command) return { reply: reply.NOT_ASCII, cause: 'not ASCII' };
  if (needsServer(command)) return { reply: reply.EHLO_FIRST, cause: 'no EHLO yet' };
  switch (command.verb) {
    case 'EHLO':
    case 'HELO':
      return parseHello(line, command.verb, command.words, options);
    case 'NOOP':
    case 'RSET':
      return reply.OK;
    case 'HELP':
      return reply.HELP;
    case 'VRFY':
      return reply.NOT_VERIFIED;
    case 'QUIT':
      return reply.BYE;
    default:
      return { reply: reply.UNKNOWN_COMMAND, cause: 'unknown command' };
  }
}

/** `EHLO local destination` or `EHLO destination`. */
function parseHello(
  line: string,
  verb: string,
  names: readonly string[],
  options: Options,
): Hello | reply.Failure {
  if (names.length > 2) return { reply: reply.TOO_MANY_NAMES, cause: 'too many names' };
  const local = names.length === 2 ? names[0] : undefined;
  const name = names.at(-1);
  // A single name that cannot be a destination is the client's own: its transport does not say where to go.
  if (name === undefined || (local === undefined && !hasAllowedSuffix(name, options.allow))) {
    return { reply: reply.NO_DESTINATION, cause: 'no destination' };
  }
  const destination = parseDestination(name, options.port, options.allow);
  if ('reply' in destination) return destination;
  const own = local ?? options.helo;
  // The port is for us; a server would take it for a syntax error.
  const command = own === undefined ? line.replace(/:\d+\s*$/, '') : `${verb} ${own}`;
  return { destination, local, command };
}
