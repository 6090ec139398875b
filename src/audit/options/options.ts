import { Command, Option } from 'commander';
import { version } from '../../../package.json';
import type { Kebab } from '../../flags.js';
import type { SocksAddress } from '../../options.js';
import { socksAddress } from '../../values.js';
import { domain, domains, endpoint, list, mailbox, upTo } from './arguments.js';

/** The options as commander returns them. */
export interface Given {
  socks?: SocksAddress;
  onion?: string;
  alias?: string[];
  secret?: string[];
  secrets?: string;
  also?: string[];
  other?: string[];
  user?: string[];
  users?: string;
  sendTo?: string;
  watch?: string;
  nameServer?: { host: string; port: number };
  beside?: string;
  connections: number;
  fill?: string;
  megabytes: number;
  only?: string[];
  json?: true;
  brief?: true;
  slow?: true;
  parallel: number;
  timeout: number;
}

/** How many messages all probes together send to the address of --send-to. */
export const MESSAGES = 25;

const NOTES = `
--send-to sends ${MESSAGES} messages of together 80 kB (one less without --also, two without --watch), each with
"tor-smtp-audit" in it; they are in src/audit/probes, under "(messages)". --fill, with --beside and --send-to, sends
messages of 1 MB, one after the other, until one is refused or --megabytes are sent.

--beside holds at most --connections on each of the two servers, up to four times, in about 5 minutes at most. Mail of
others may have to wait meanwhile.

--watch without --name-server prints the names that were said: look for them in the log of the domain's name server.

Exit status: 0 nothing found, 1 something, 64 usage, 69 server or probes not reached.`;

/** Flags and description of an option; what reads its value, if it is no plain text; its default. */
type Row<Name extends keyof Given> = readonly [
  flags: `--${Kebab<Name>}` | `--${Kebab<Name>} <${string}>`,
  description: string,
  parse?: (text: string, earlier?: Given[Name]) => Given[Name],
  fallback?: Given[Name],
];

/** A row for each member of Given, in the order of the help: a row that is missing or misspelt does not compile. */
const ROWS: { readonly [Name in keyof Given]-?: Row<Name> } = {
  onion: ['--onion <name>', 'the onion it is, if the server is given in another way', domain],
  alias: ['--alias <name>', 'another name it may give itself (repeatable)', domains],
  secret: ['--secret <text>', 'what no reply may hold: a host name, a domain, a user (repeatable)', list],
  secrets: [
    '--secrets <file>',
    'a file of secrets, one a line; other users cannot see it in the list of processes',
  ],
  also: ['--also <domain>', 'a clearnet domain of the same machine (repeatable)', domains],
  other: ['--other <onion>', 'another onion of the same machine (repeatable)', domains],
  user: ['--user <name>', 'an account of the clearnet side alone (repeatable; default: root)', list],
  users: ['--users <file>', 'a file of accounts to try as recipients, one a line; /etc/passwd will do'],
  watch: [
    '--watch <domain>',
    'say names below it that nothing should look up; its name server is yours',
    domain,
  ],
  nameServer: ['--name-server <address>', 'be that name server, on UDP host:port or [v6]:port', endpoint],
  beside: [
    '--beside <server>',
    'another way into the same machine: fill both with connections, and look at the other',
  ],
  connections: ['--connections <number>', 'to hold on each of these two at most', upTo(200), 25],
  sendTo: ['--send-to <address>', 'send messages to this mailbox at the onion, which is yours', mailbox],
  fill: ['--fill <address>', 'send messages to this mailbox, which is yours, by way of --beside', mailbox],
  megabytes: ['--megabytes <number>', 'to send to the address of --fill at most', upTo(1000), 20],
  socks: ['--socks <address>', "Tor's SOCKS port (default: 127.0.0.1:9050)", socksAddress],
  only: ['--only <probe>', 'only probes whose name begins so (repeatable)', list],
  slow: ['--slow', "wait for the server's time-outs too: up to 15 minutes"],
  parallel: ['--parallel <number>', 'connections at a time', upTo(50), 4],
  timeout: ['--timeout <seconds>', 'for a reply', upTo(3600), 60],
  brief: ['--brief', 'print what gives away, not what was tried'],
  json: ['--json', 'print everything as JSON'],
};

/** A Row of any name. */
type AnyRow = readonly [string, string, ((text: string, earlier: unknown) => unknown)?, unknown?];

/** The command line. Help and errors go to `write`. */
export function commandLine(write: (text: string) => void): Command {
  const program = new Command('tor-smtp-audit')
    .description(
      'Tries what a hidden SMTP server gives away about its machine. Without --send-to and --fill it never sends a message.',
    )
    .argument('<server>', 'name.onion[:port], through Tor; or directly host:port, [v6]:port or unix:/path');
  for (const [flags, description, parse, fallback] of Object.values(ROWS) as readonly AnyRow[]) {
    const option = new Option(flags, description);
    if (parse) option.argParser(parse);
    if (fallback !== undefined) option.default(fallback);
    program.addOption(option);
  }
  return program
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .addHelpText('after', NOTES)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: write });
}
