import { Command } from 'commander';
import { version } from '../../../package.json';
import type { SocksAddress } from '../../options.js';
import { socksAddress } from '../../values.js';
import { domain, domains, endpoint, list, mailbox, wholeNumber } from './arguments.js';

/** The options, as they are given. */
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

/** The command line; what it has to say goes to `write`. */
export function commandLine(write: (text: string) => void): Command {
  return new Command('tor-smtp-audit')
    .description(
      'Tries what a hidden SMTP server gives away about its machine. Without --send-to and --fill it never sends a message.',
    )
    .argument('<server>', 'name.onion[:port], through Tor; or directly host:port, [v6]:port or unix:/path')
    .option('--onion <name>', 'the onion it is, if the server is given in another way', domain)
    .option('--alias <name>', 'another name it may give itself (repeatable)', domains)
    .option('--secret <text>', 'what no reply may hold: a host name, a domain, a user (repeatable)', list)
    .option(
      '--secrets <file>',
      'a file of secrets, one a line; other users cannot see it in the list of processes',
    )
    .option('--also <domain>', 'a clearnet domain of the same machine (repeatable)', domains)
    .option('--other <onion>', 'another onion of the same machine (repeatable)', domains)
    .option('--user <name>', 'an account of the clearnet side alone (repeatable; default: root)', list)
    .option('--users <file>', 'a file of accounts to try as recipients, one a line; /etc/passwd will do')
    .option(
      '--watch <domain>',
      'say names below it that nothing should look up; its name server is yours',
      domain,
    )
    .option('--name-server <address>', 'be that name server, on UDP host:port or [v6]:port', endpoint)
    .option(
      '--beside <server>',
      'another way into the same machine: fill both with connections, and look at the other',
    )
    .option('--connections <number>', 'to hold on each of these two at most', wholeNumber(200), 25)
    .option('--send-to <address>', 'send messages to this mailbox at the onion, which is yours', mailbox)
    .option('--fill <address>', 'send messages to this mailbox, which is yours, by way of --beside', mailbox)
    .option('--megabytes <number>', 'to send to the address of --fill at most', wholeNumber(1000), 20)
    .option('--socks <address>', "Tor's SOCKS port (default: 127.0.0.1:9050)", socksAddress)
    .option('--only <probe>', 'only probes whose name begins so (repeatable)', list)
    .option('--slow', "wait for the server's time-outs too: up to 15 minutes")
    .option('--parallel <number>', 'connections at a time', wholeNumber(50), 4)
    .option('--timeout <seconds>', 'for a reply', wholeNumber(3600), 60)
    .option('--brief', 'print what gives away, not what was tried')
    .option('--json', 'print everything as JSON')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .addHelpText('after', NOTES)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: write });
}
