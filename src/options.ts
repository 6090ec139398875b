/** Where Tor's SOCKS port is: TCP or a unix-domain socket. */
export type SocksAddress = { readonly host: string; readonly port: number } | { readonly path: string };

/** It as --socks has it. */
export function socksText(socks: SocksAddress): string {
  if ('path' in socks) return `unix:${socks.path}`;
  return `${socks.host.includes(':') ? `[${socks.host}]` : socks.host}:${socks.port}`;
}

/** Connections that may share a Tor circuit: those with the same pair of names, those to the same destination, none, or any. */
export const ISOLATIONS = ['pair', 'destination', 'connection', 'none'] as const;
/** One of ISOLATIONS. */
export type Isolation = (typeof ISOLATIONS)[number];

/** What the command line can set. */
export interface Options {
  readonly socks: SocksAddress;
  /** The destination's port where the name gives none. */
  readonly port: number;
  /** The destination, `name[:port]`, of every connection; EHLO then has the client's own name alone. */
  readonly to?: string | undefined;
  /** The name for the server where EHLO gives only the destination, or `to` does. */
  readonly helo?: string | undefined;
  /** Suffixes besides .onion and .tor; `*` for any name. */
  readonly allow: readonly string[];
  readonly isolate: Isolation;
  /** The first RCPT of a message says the destination, not EHLO. */
  readonly byRecipient: boolean;
  /** The file that has the destinations of ordinary domains, with byRecipient. */
  readonly map?: string | undefined;
  /** For dial, greeting and EHLO reply together, milliseconds. */
  readonly timeout: number;
  /** For a connection on which both sides are silent, milliseconds. */
  readonly idleTimeout: number;
  /** Serve the listening socket on standard input, as xinetd passes it with `wait = yes`. */
  readonly wait: boolean;
  /** How long a resident process stays without connections, milliseconds. */
  readonly idleExit: number;
  /** How many connections a resident process serves at once. */
  readonly maxConnections: number;
  /** The log file. Without one the log goes to stderr, unless that is the mail connection. */
  readonly log?: string | undefined;
  /** Leave names in the log. */
  readonly logNames: boolean;
}

/** The options of a process that is started without arguments. */
export const DEFAULTS: Options = {
  socks: { host: '127.0.0.1', port: 9050 },
  port: 25,
  allow: [],
  isolate: 'pair',
  byRecipient: false,
  timeout: 270_000,
  idleTimeout: 900_000,
  wait: false,
  idleExit: 300_000,
  maxConnections: 1000,
  logNames: false,
};
