import { Option } from 'commander';
import { DEFAULTS, ISOLATIONS, type Options } from './options.js';
import { connections, milliseconds, path, port, smtpName, socksAddress, suffixes } from './values.js';

/** The name of an option as the command line has it: `idleTimeout` becomes `idle-timeout`. */
export type Kebab<Name extends string> = Name extends `${infer Letter}${infer Rest}`
  ? `${Letter extends Lowercase<Letter> ? Letter : `-${Lowercase<Letter>}`}${Kebab<Rest>}`
  : Name;

/** How an option is read and described. Without `parse` and `choices` its value is the text, or true if it takes none. */
interface Flag<Name extends keyof Options> {
  readonly flags: `--${Kebab<Name>}` | `--${Kebab<Name>} <${string}>`;
  readonly description: string;
  parse?(text: string, earlier?: Options[Name]): Options[Name];
  readonly choices?: readonly (Options[Name] & string)[];
  /** The default as the help shows it, which without this shows none. */
  readonly shown?: string;
}

/** A row for each member of Options: a row that is missing or misspelt does not compile. */
const FLAGS: { readonly [Name in keyof Options]-?: Flag<Name> } = {
  socks: {
    flags: '--socks <address>',
    description: "Tor's SOCKS port: host:port, [v6]:port or unix:/path",
    parse: socksAddress,
  },
  port: {
    flags: '--port <port>',
    description: 'port of a destination that names none',
    parse: port,
    shown: String(DEFAULTS.port),
  },
  to: {
    flags: '--to <name>',
    description: "the destination, name[:port]; EHLO has the client's own name alone",
  },
  helo: {
    flags: '--helo <name>',
    description: 'name for the server where EHLO gives only the destination, or --to does',
    parse: smtpName,
  },
  allow: {
    flags: '--allow <suffix>',
    description: "connect to names with this suffix too, '*' for any (repeatable)",
    parse: suffixes,
  },
  isolate: {
    flags: '--isolate <what>',
    description: 'connections that may share a Tor circuit: those of the same',
    choices: ISOLATIONS,
    shown: JSON.stringify(DEFAULTS.isolate),
  },
  byRecipient: {
    flags: '--by-recipient',
    description: 'the first RCPT of each message says the destination, not EHLO',
  },
  map: {
    flags: '--map <file>',
    description: 'destinations of ordinary domains, with --by-recipient',
    parse: path,
  },
  timeout: {
    flags: '--timeout <seconds>',
    description: 'for dial, greeting and EHLO reply together',
    parse: milliseconds,
    shown: String(DEFAULTS.timeout / 1000),
  },
  idleTimeout: {
    flags: '--idle-timeout <seconds>',
    description: 'for a silent connection',
    parse: milliseconds,
    shown: String(DEFAULTS.idleTimeout / 1000),
  },
  wait: {
    flags: '--wait',
    description: 'serve the listening socket on standard input (xinetd, wait = yes)',
  },
  idleExit: {
    flags: '--idle-exit <seconds>',
    description: 'without connections, after which to leave',
    parse: milliseconds,
    shown: String(DEFAULTS.idleExit / 1000),
  },
  maxConnections: {
    flags: '--max-connections <number>',
    description: 'served at once',
    parse: connections,
    shown: String(DEFAULTS.maxConnections),
  },
  log: { flags: '--log <file>', description: 'append the log to this file', parse: path },
  logNames: { flags: '--log-names', description: 'leave names in the log' },
};

/** A Flag of any name. */
interface AnyFlag {
  readonly flags: string;
  readonly description: string;
  parse?(text: string, earlier?: unknown): unknown;
  readonly choices?: readonly string[];
  readonly shown?: string;
}

/** The options as commander takes them. */
export function commandLineOptions(): Option[] {
  return Object.entries<AnyFlag>(FLAGS).map(([name, { flags, description, parse, choices, shown }]) => {
    const option = new Option(flags, description);
    if (choices) option.choices(choices);
    if (parse) option.argParser(parse);
    if (shown) option.default(DEFAULTS[name as keyof Options], shown);
    return option;
  });
}
