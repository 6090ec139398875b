/**
 * Every reply that the proxy can give and every failure it knows, as data, but for those of --by-recipient, which are in its folder;
 * and the one place where a reply becomes text.
 */

/**
 * A reply (RFC 5321 4.2). `detail` is its enhanced status (RFC 3463) without the class, which is the first digit of
 * the code; greetings have none (RFC 2034 4).
 */
export interface Reply {
  readonly code: number;
  readonly detail?: string;
  readonly text: string | readonly string[];
}

/** Why something could not be done: the reply that the client gets, and the cause, which goes to the log only. */
export interface Failure {
  readonly reply: Reply;
  readonly cause: string;
  /** It can be the fault of a circuit through Tor, so that another circuit may do better. */
  readonly isOfCircuit?: boolean;
}

/** Whether a function that can fail has returned a Failure in place of its result. */
export function isFailure(result: object): result is Failure {
  return 'cause' in result;
}

function reply(code: number, detail: string, text: string): Reply {
  return { code, detail, text };
}

function failure(code: number, detail: string, text: string, cause: string): Failure {
  return { reply: reply(code, detail, text), cause };
}

export const GREETING: Reply = { code: 220, text: 'tor-smtp ESMTP' };
export const OK = reply(250, '0.0', 'OK');
export const BYE = reply(221, '0.0', 'Bye');
export const HELP = reply(214, '0.0', 'EHLO <your name> <name.onion>[:port] connects you through Tor');
export const NOT_VERIFIED = reply(252, '5.0', 'Cannot verify, send it and see');

// For a client whose recipients are all refused.
export const HELLO: Reply = { code: 250, text: 'tor-smtp' };
export const SENDER_OK = reply(250, '1.0', 'Sender OK');
export const NO_RECIPIENT = reply(503, '5.1', 'No recipient was accepted');

// Given before there is a session.
export const TOO_MANY_CONNECTIONS = reply(421, '3.2', 'Too many connections, try again later');
export const BAD_OPTIONS = reply(421, '3.5', 'Service misconfigured, see its log');

// Failures: code and detail, text for the client, cause for the log.

export const EHLO_FIRST = failure(503, '5.1', 'EHLO <your name> <name.onion> first', 'no EHLO yet');
export const UNKNOWN_COMMAND = failure(500, '5.2', 'Command not recognised', 'unknown command');
export const LINE_TOO_LONG = failure(500, '5.2', 'Line longer than 512 octets', 'line too long');
export const NOT_ASCII = failure(500, '5.2', 'Control character or 8-bit octet in a command', 'not ASCII');

export const TOO_MANY_ERRORS = failure(421, '7.0', 'Too many errors, closing', 'too many errors');
export const CLIENT_NOT_SMTP = failure(421, '7.0', 'This port speaks SMTP, closing', 'client does not speak SMTP');
export const CLIENT_SILENT = failure(421, '4.2', 'No command for 5 minutes, closing', 'client silent');
export const CLIENT_LOST = failure(421, '4.2', 'Connection lost', 'client lost');
export const STOPPED = failure(421, '3.2', 'Service stopping, try again later', 'stopped by a signal');
export const INTERNAL_ERROR = failure(421, '3.0', 'Internal error, closing', 'internal error');

// A mistake in the configuration must not bounce mail, so these are temporary.
export const NO_DESTINATION = failure(
  451,
  '3.5',
  'No destination: set helo_data = <your name> $domain and multi_domain = false in the transport',
  'no destination',
);
export const TOO_MANY_NAMES = failure(
  451,
  '3.5',
  'More than two names: set helo_data = <your name> $domain in the transport',
  'too many names',
);
export const TWO_DESTINATIONS = failure(
  451,
  '3.5',
  'More than one name: this tor-smtp has its destination from --to',
  'a second name, with --to',
);

export const MALFORMED_NAME = failure(550, '1.2', 'Malformed destination name', 'malformed name');
export const MALFORMED_ONION: Failure = { reply: MALFORMED_NAME.reply, cause: 'malformed onion name' };
export const SUFFIX_NOT_ALLOWED = failure(550, '1.2', 'Destination is neither .onion nor .tor nor allowed here', 'suffix not allowed');
export const VERSION_2_NAME = failure(550, '1.2', '16-character (version 2) onion names no longer exist', 'version 2 name');
export const BAD_CHECKSUM = failure(550, '1.2', 'Onion name is mistyped: its checksum does not match', 'onion checksum');

export const TOR_SILENT = failure(451, '4.2', 'Tor did not connect in time', 'Tor silent');
export const TOR_CLOSED = failure(451, '4.2', 'Tor closed the connection before its answer', 'SOCKS port closed early');
export const NOT_SOCKS = failure(451, '3.5', 'What should be Tor does not speak SOCKS 5', 'not SOCKS 5');
export const BAD_SOCKS_REPLY: Failure = { reply: NOT_SOCKS.reply, cause: 'bad SOCKS answer' };
export const NOT_AUTHENTICATED = failure(451, '3.5', 'Tor refused the SOCKS authentication', 'SOCKS authentication refused');

export const SERVER_SILENT = failure(451, '4.2', 'Remote server did not answer in time', 'server silent');
export const SERVER_CLOSED = failure(451, '4.2', 'Remote server closed the connection', 'server closed early');
export const SERVER_NOT_SMTP = failure(451, '5.0', 'Remote server does not speak SMTP', 'server does not speak SMTP');

/** The reply for each value of REP in a SOCKS 5 reply: RFC 1928 section 6 and, from 0xf0 on, Tor's proposal 304. */
export const TOR_REPLIES: ReadonlyMap<number, Reply> = new Map([
  [0x01, reply(451, '4.1', 'Tor: general failure')],
  [0x02, reply(451, '3.5', 'Tor: destination not allowed by its configuration')],
  [0x03, reply(451, '4.1', 'Tor: network unreachable')],
  [0x04, reply(451, '4.1', 'Tor: host unreachable')],
  [0x05, reply(451, '4.1', 'Tor: connection refused by the remote server')],
  [0x06, reply(451, '4.1', 'Tor: connection attempt expired')],
  [0x07, reply(451, '3.5', 'Tor: command not supported')],
  [0x08, reply(451, '3.5', 'Tor: address type not supported')],
  [0xf0, reply(451, '4.1', 'Onion service is not online: its descriptor was not found')],
  [0xf1, reply(451, '4.3', 'Onion service has an invalid descriptor')],
  [0xf2, reply(451, '4.1', 'Onion service introduction failed')],
  [0xf3, reply(451, '4.1', 'Onion service rendezvous failed')],
  [0xf4, reply(451, '7.0', 'Onion service needs client authorization that Tor does not have')],
  [0xf5, reply(451, '7.0', 'Onion service did not accept the client authorization that Tor has')],
  [0xf6, reply(550, '1.2', 'Tor: not a valid onion name')],
  [0xf7, reply(451, '4.1', 'Onion service introduction timed out')],
]);

/**
 * The replies that can be a circuit's fault: a relay that went away, an introduction or rendezvous point that does not answer.
 * What concerns the onion service itself, its descriptor or the authorization, is the same on every circuit.
 */
const OF_CIRCUIT: readonly number[] = [0x01, 0x04, 0x06, 0xf2, 0xf3, 0xf7];

/** The failure for a REP other than 0 (succeeded). Tor may add values, so there is one for any. */
export function socksFailure(rep: number): Failure {
  return {
    reply: TOR_REPLIES.get(rep) ?? reply(451, '4.1', 'Tor: failure of an unknown kind'),
    cause: `SOCKS reply X'${rep.toString(16).toUpperCase().padStart(2, '0')}'`,
    isOfCircuit: OF_CIRCUIT.includes(rep),
  };
}

/** What this machine has run out of: descriptors, memory, ports. */
const OUT_OF_RESOURCES: readonly string[] = ['EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS', 'EADDRNOTAVAIL', 'EAGAIN'];

/**
 * The failure for a SOCKS port that cannot be connected to; `errno` is the reason, as in ECONNREFUSED. The log names the
 * socket or address that was tried, since a wrong one is the usual cause.
 */
export function torUnavailable(address: string, errno: string): Failure {
  if (OUT_OF_RESOURCES.includes(errno)) return failure(421, '3.2', 'Out of resources, try again later', `out of resources: ${errno}`);
  return failure(421, '3.2', 'Tor is not running or not reachable', `Tor's SOCKS port ${address}: ${errno}`);
}

/** The failure for a SOCKS port that takes the connection and says nothing. */
export function torHung(address: string): Failure {
  return failure(421, '3.2', 'Tor takes connections but does not answer', `Tor's SOCKS port ${address}: silent`);
}

/**
 * The failure for a server that refuses us in its greeting. The client gets the server's code and text, marked as the
 * server's; its enhanced status is kept if the class fits the code (RFC 2034 4).
 */
export function greetingRefused(code: number, lines: readonly string[]): Failure {
  const [, ownClass, ownDetail] = lines[0]?.match(/^([45])\.(\d{1,3}\.\d{1,3})(?: |$)/) ?? [];
  const detail = ownClass === String(code)[0] ? ownDetail : undefined;
  const text = lines.map((line, index) => {
    const isRepeated = detail !== undefined && line.startsWith(`${ownClass}.${detail}`);
    const words = isRepeated ? line.slice(detail.length + 2).trimStart() : line;
    return (index === 0 ? `Remote server says: ${words}` : words).trimEnd();
  });
  return { reply: { code, detail: detail ?? '0.0', text }, cause: `server greeted with ${code}` };
}

/** The failure for a server that refuses our EHLO or HELO. The client gets the server's own reply, so this one has no text. */
export function helloRefused(code: number): Failure {
  return { reply: { code, text: '' }, cause: 'server refused the introduction' };
}

/** Whether the connection is closed after this reply: 421 announces that (RFC 5321 3.8). */
export function isFinal({ code }: Reply): boolean {
  return code === 421;
}

/** Whether it is no use trying again (RFC 5321 4.2.1). */
export function isPermanent({ code }: Reply): boolean {
  return code >= 500;
}

/** Code and enhanced status, as they precede the text: `451 4.4.1`. */
export function status({ code, detail }: Reply): string {
  return detail === undefined ? String(code) : `${code} ${Math.floor(code / 100)}.${detail}`;
}

/** The reply as it is sent: one or more lines (RFC 5321 4.2.1), each with its CRLF. */
export function render(reply: Reply): string {
  const lines = typeof reply.text === 'string' ? [reply.text] : reply.text;
  const [code = '', enhanced = ''] = status(reply).split(' ');
  return lines
    .map((line, index) => {
      const mark = index === lines.length - 1 ? ' ' : '-';
      return `${code}${mark}${enhanced && `${enhanced} `}${line}\r\n`;
    })
    .join('');
}
