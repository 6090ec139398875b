import type { Hello } from '../hello.js';
import type { Options } from '../options.js';
import {
  BYE,
  CLIENT_NOT_SMTP,
  EHLO_FIRST,
  type Failure,
  HELP,
  isFailure,
  NO_DESTINATION,
  NOT_ASCII,
  NOT_VERIFIED,
  OK,
  type Reply,
  TOO_MANY_NAMES,
  TWO_DESTINATIONS,
  UNKNOWN_COMMAND,
} from '../replies.js';
import { type Command, isForeign, needsServer, parseCommand } from './command.js';
import { hasAllowedSuffix, parseDestination } from './destination.js';

/** What a command line leads to before there is a server: a reply, a failure that the client is told, or a destination. */
export type Response =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'failure'; readonly failure: Failure }
  | { readonly kind: 'hello'; readonly hello: Hello };

/** Responds to a command line. `first`: it is the first of the connection. */
export function respond(line: string, first: boolean, options: Options): Response {
  if (first && isForeign(line)) return { kind: 'failure', failure: CLIENT_NOT_SMTP };
  const command = parseCommand(line);
  if (!command) return { kind: 'failure', failure: NOT_ASCII };
  if (needsServer(command)) return { kind: 'failure', failure: EHLO_FIRST };
  switch (command.verb) {
    case 'EHLO':
    case 'HELO': {
      const hello = (options.to === undefined ? parseHello : parseOwnHello)(line, command, options);
      return isFailure(hello) ? { kind: 'failure', failure: hello } : { kind: 'hello', hello };
    }
    case 'NOOP':
    case 'RSET':
      return { kind: 'reply', reply: OK };
    case 'HELP':
      return { kind: 'reply', reply: HELP };
    case 'VRFY':
      return { kind: 'reply', reply: NOT_VERIFIED };
    case 'QUIT':
      return { kind: 'reply', reply: BYE };
    default:
      return { kind: 'failure', failure: UNKNOWN_COMMAND };
  }
}

/** `EHLO local destination` or `EHLO destination`. */
function parseHello(line: string, { verb, words: names }: Command, options: Options): Hello | Failure {
  if (names.length > 2) return TOO_MANY_NAMES;
  const local = names.length === 2 ? names[0] : undefined;
  const name = names.at(-1);
  // A single name that cannot be a destination is the client's own: the transport does not say where to go.
  if (name === undefined || (local === undefined && !hasAllowedSuffix(name, options.allow))) {
    return NO_DESTINATION;
  }
  const destination = parseDestination(name, options.port, options.allow);
  if (isFailure(destination)) return destination;
  const own = local ?? options.helo;
  // The port is for us; to a server it would be a syntax error.
  const command = own === undefined ? line.replace(/:\d+\s*$/, '') : `${verb} ${own}`;
  return { destination, local, command };
}

/** `EHLO local`, where --to names the destination. */
function parseOwnHello(line: string, { verb, words: names }: Command, options: Options): Hello | Failure {
  if (names.length > 1) return TWO_DESTINATIONS;
  const destination = parseDestination(options.to ?? '', options.port, options.allow);
  if (isFailure(destination)) return destination;
  return {
    destination,
    local: names[0],
    command: options.helo === undefined ? line : `${verb} ${options.helo}`,
  };
}
