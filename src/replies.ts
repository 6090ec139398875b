/** Every reply the proxy can give, as data, and the one place that turns a reply into bytes. */

/**
 * A reply as RFC 5321 4.2 and RFC 2034 have it. `detail` is the enhanced status (RFC 3463) without its class:
 * the class is the first digit of the code. The greeting has none.
 */
export interface Reply {
  readonly code: number;
  readonly detail?: string;
  readonly text: string | readonly string[];
}

/** What went wrong: the reply the client gets, once, and the cause, for the log only. */
export interface Failure {
  readonly reply: Reply;
  readonly cause: string;
}

export const GREETING: Reply = { code: 220, text: 'tor-smtp ESMTP' };
export const OK: Reply = { code: 250, detail: '0.0', text: 'OK' };
export const BYE: Reply = { code: 221, detail: '0.0', text: 'Bye' };
export const HELP: Reply = {
  code: 214,
  detail: '0.0',
  text: 'EHLO <your name> <name.onion>[:port] connects you through Tor',
};
export const NOT_VERIFIED: Reply = { code: 252, detail: '5.0', text: 'Cannot verify, send it and see' };

/** For mail that is refused as soon as it names a recipient. */
export const HELLO: Reply = { code: 250, text: 'tor-smtp' };
export const SENDER_OK: Reply = { code: 250, detail: '1.0', text: 'Sender OK' };
export const NO_RECIPIENT: Reply = { code: 503, detail: '5.1', text: 'No recipient was accepted' };

export const EHLO_FIRST: Reply = { code: 503, detail: '5.1', text: 'EHLO <your name> <name.onion> first' };
export const UNKNOWN_COMMAND: Reply = { code: 500, detail: '5.2', text: 'Command not recognised' };
export const LINE_TOO_LONG: Reply = { code: 500, detail: '5.2', text: 'Line longer than 512 octets' };
export const NOT_ASCII: Reply = {
  code: 500,
  detail: '5.2',
  text: 'Control character or 8-bit octet in a command',
};

export const TOO_MANY_ERRORS: Reply = { code: 421, detail: '7.0', text: 'Too many errors, closing' };
export const NOT_AN_SMTP_CLIENT: Reply = { code: 421, detail: '7.0', text: 'This port speaks SMTP, closing' };
export const CLIENT_SILENT: Reply = { code: 421, detail: '4.2', text: 'No command for 5 minutes, closing' };
export const CLIENT_LOST: Reply = { code: 421, detail: '4.2', text: 'Connection lost' };
export const STOPPING: Reply = { code: 421, detail: '3.2', text: 'Service stopping, try again later' };
export const TOO_MANY_CONNECTIONS: Reply = {
  code: 421,
  detail: '3.2',
  text: 'Too many connections, try again later',
};
export const INTERNAL_ERROR: Reply = { code: 421, detail: '3.0', text: 'Internal error, closing' };
export const BAD_OPTIONS: Reply = { code: 421, detail: '3.5', text: 'Service misconfigured, see its log' };

// A fault in the local configuration must not bounce mail, so these two are temporary.
export const NO_DESTINATION: Reply = {
  code: 451,
  detail: '3.5',
  text: 'No destination: set helo_data = <your name> $domain and multi_domain = false in the transport',
};
export const TOO_MANY_NAMES: Reply = {
  code: 451,
  detail: '3.5',
  text: 'More than two names: set helo_data = <your name> $domain in the transport',
};

export const MALFORMED_NAME: Reply = { code: 550, detail: '1.2', text: 'Malformed destination name' };
export const SUFFIX_NOT_ALLOWED: Reply = {
  code: 550,
  detail: '1.2',
  text: 'Destination is neither .onion nor .tor nor allowed here',
};
export const VERSION_2_NAME: Reply = {
  code: 550,
  detail: '1.2',
  text: '16-character (version 2) onion names no longer exist',
};
export const BAD_CHECKSUM: Reply = {
  code: 550,
  detail: '1.2',
  text: 'Onion name is mistyped: its checksum does not match',
};

export const TOR_UNAVAILABLE: Reply = {
  code: 421,
  detail: '3.2',
  text: 'Tor is not running or not reachable',
};
export const TOR_HUNG: Reply = {
  code: 421,
  detail: '3.2',
  text: 'Tor takes connections but does not answer',
};
export const TOR_SILENT: Reply = { code: 451, detail: '4.2', text: 'Tor did not connect in time' };
export const TOR_CLOSED: Reply = {
  code: 451,
  detail: '4.2',
  text: 'Tor closed the connection before its answer',
};
export const NOT_SOCKS: Reply = {
  code: 451,
  detail: '3.5',
  text: 'What should be Tor does not speak SOCKS 5',
};
export const NOT_AUTHENTICATED: Reply = {
  code: 451,
  detail: '3.5',
  text: 'Tor refused the SOCKS authentication',
};

export const SERVER_SILENT: Reply = {
  code: 451,
  detail: '4.2',
  text: 'Remote server did not answer in time',
};
export const SERVER_CLOSED: Reply = { code: 451, detail: '4.2', text: 'Remote server closed the connection' };
export const SERVER_NOT_SMTP: Reply = { code: 451, detail: '5.0', text: 'Remote server does not speak SMTP' };

/** SOCKS 5 REP (RFC 1928 section 6; X'F0' and up: Tor proposal 304) -> reply. */
const REP: Readonly<Record<number, Reply>> = {
  1: { code: 451, detail: '4.1', text: 'Tor: general failure' },
  2: { code: 451, detail: '3.5', text: 'Tor: destination not allowed by its configuration' },
  3: { code: 451, detail: '4.1', text: 'Tor: network unreachable' },
  4: { code: 451, detail: '4.1', text: 'Tor: host unreachable' },
  5: { code: 451, detail: '4.1', text: 'Tor: connection refused by the remote server' },
  6: { code: 451, detail: '4.1', text: 'Tor: connection attempt expired' },
  7: { code: 451, detail: '3.5', text: 'Tor: command not supported' },
  8: { code: 451, detail: '3.5', text: 'Tor: address type not supported' },
  240: { code: 451, detail: '4.1', text: 'Onion service is not online: its descriptor was not found' },
  241: { code: 451, detail: '4.3', text: 'Onion service has an invalid descriptor' },
  242: { code: 451, detail: '4.1', text: 'Onion service introduction failed' },
  243: { code: 451, detail: '4.1', text: 'Onion service rendezvous failed' },
  244: { code: 451, detail: '7.0', text: 'Onion service needs client authorization that Tor does not have' },
  245: {
    code: 451,
    detail: '7.0',
    text: 'Onion service did not accept the client authorization that Tor has',
  },
  246: { code: 550, detail: '1.2', text: 'Tor: not a valid onion name' },
  247: { code: 451, detail: '4.1', text: 'Onion service introduction timed out' },
};

/** The failure for a SOCKS reply other than 0 (succeeded); Tor may add codes, so there is always one. */
export function socksFailure(rep: number): Failure {
  const reply = REP[rep] ?? { code: 451, detail: '4.1', text: 'Tor: failure of an unknown kind' };
  return { reply, cause: `SOCKS reply X'${rep.toString(16).toUpperCase().padStart(2, '0')}'` };
}

/**
 * The failure for a server that turns us away in its greeting: its code and text, said to be the server's.
 * An enhanced status of its own is kept if its class fits the code (RFC 2034 4).
 */
export function serverFailure(code: number, lines: readonly string[]): Failure {
  const status = lines[0]?.match(/^([45])\.(\d{1,3}\.\d{1,3})(?: |$)/);
  const own = status?.[1] === String(code)[0] ? status?.[2] : undefined;
  const text = lines.map((line, index) => {
    const said =
      own && line.startsWith(`${status?.[1]}.${own}`) ? line.slice(own.length + 2).trimStart() : line;
    return (index === 0 ? `Remote server says: ${said}` : said).trimEnd();
  });
  return { reply: { code, detail: own ?? '0.0', text }, cause: `server greeted with ${code}` };
}

/** Whether the connection ends with this reply (RFC 5321 3.8: 421 announces the close). */
export function isFinal(reply: Reply): boolean {
  return reply.code === 421;
}

/** Whether trying again is of no use (RFC 5321 4.2.1). */
export function isPermanent(reply: Reply): boolean {
  return reply.code >= 500;
}

/** Code and enhanced status, as they stand in front of the text: `451 4.4.1`. */
export function status(reply: Reply): string {
  return reply.detail === undefined
    ? String(reply.code)
    : `${reply.code} ${Math.floor(reply.code / 100)}.${reply.detail}`;
}

/** The reply as it goes over the wire, one or more lines (RFC 5321 4.2.1), each ended by CRLF. */
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
