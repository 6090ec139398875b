import { Command, InvalidArgumentError } from 'commander';
import { version } from '../../package.json';
import { parseDestination } from '../client/destination.js';
import { DEFAULTS, type SocksAddress } from '../options.js';
import { isFailure } from '../replies.js';
import { socksAddress } from '../values.js';
import type { Known } from './names.js';
import type { Target } from './target.js';

export interface Audit {
  readonly target: Target;
  /** The target as it was given. */
  readonly server: string;
  readonly known: Known;
  /** A file with more secrets, one a line. */
  readonly secretsFile: string | undefined;
  readonly json: boolean;
  readonly brief: boolean;
  readonly slow: boolean;
  readonly parallel: number;
  /** For a reply, milliseconds. */
  readonly timeout: number;
  /** Beginnings of the names of the probes to run; none: all. */
  readonly only: readonly string[];
}

/** What the command line asks for: an audit, a text to print, or that it cannot be understood. */
export type Request =
  | { readonly kind: 'audit'; readonly audit: Audit }
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'usage'; readonly text: string };

interface Given {
  socks?: SocksAddress;
  onion?: string;
  alias?: string[];
  secret?: string[];
  secrets?: string;
  also?: string[];
  other?: string[];
  user?: string[];
  only?: string[];
  json?: true;
  brief?: true;
  slow?: true;
  parallel: number;
  timeout: number;
}

/** Reads the arguments, without `node` and the program. Nothing is written: what is wrong comes back as text. */
export function parseArguments(args: readonly string[]): Request {
  let output = '';
  const write = (text: string) => {
    output += text;
  };
  const program = new Command('tor-smtp-audit')
    .description('Tries what a hidden SMTP server gives away about its machine. It never sends a message.')
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
    .option('--socks <address>', "Tor's SOCKS port (default: 127.0.0.1:9050)", address)
    .option('--only <probe>', 'only probes whose name begins so (repeatable)', list)
    .option('--slow', "wait for the server's time-outs too: up to 15 minutes")
    .option('--parallel <number>', 'connections at a time', (text) => wholeNumber(text, 50), 4)
    .option('--timeout <seconds>', 'for a reply', (text) => wholeNumber(text, 3600), 60)
    .option('--brief', 'print what gives away, not what was tried')
    .option('--json', 'print everything as JSON')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .addHelpText(
      'after',
      '\nExit status: 0 nothing found, 1 something, 64 usage, 69 server or probes not reached.',
    )
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: write });

  try {
    program.parse(args, { from: 'user' });
    const [server = ''] = program.processedArgs as [string];
    const given: Given = program.opts();
    const target = targetOf(server, given.socks ?? DEFAULTS.socks);
    if (target === undefined) {
      return program.error(`error: '${server}' is neither name.onion[:port] nor host:port`);
    }
    const onion = given.onion ?? ('onion' in target ? target.onion.host : undefined);
    if (onion === undefined) return program.error('error: which onion is it? --onion name.onion');
    const {
      alias: aliases = [],
      secret: secrets = [],
      also = [],
      other: others = [],
      user: users = ['root'],
    } = given;
    const { json = false, brief = false, slow = false, only = [], parallel } = given;
    const audit: Audit = {
      target,
      server,
      known: { onion, aliases, secrets, also, others, users },
      secretsFile: given.secrets,
      json,
      brief,
      slow,
      parallel,
      timeout: given.timeout * 1000,
      only,
    };
    return { kind: 'audit', audit };
  } catch (error) {
    if (!(error instanceof Error && 'exitCode' in error)) throw error;
    if (error.exitCode === 0) return { kind: 'print', text: output };
    return { kind: 'usage', text: `${output}usage: ${program.createHelp().commandUsage(program)}\n` };
  }
}

function targetOf(server: string, socks: SocksAddress): Target | undefined {
  if (!/\.(onion|tor)\.?(:\d+)?$/i.test(server)) return addressOf(server);
  const onion = parseDestination(server, 25, []);
  return isFailure(onion) ? undefined : { onion, socks };
}

/** As the proxy's own option reads it. */
function addressOf(text: string): SocksAddress | undefined {
  try {
    return socksAddress(text);
  } catch {
    return undefined;
  }
}

function address(text: string): SocksAddress {
  const socks = addressOf(text);
  if (socks === undefined) throw new InvalidArgumentError('Not host:port, [v6]:port or unix:/path.');
  return socks;
}

function wholeNumber(text: string, most: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most) throw new InvalidArgumentError(`Not a whole number from 1 to ${most}.`);
  return value;
}

function list(text: string, earlier: readonly string[] = []): string[] {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.');
  return [...earlier, text];
}

function domain(text: string): string {
  if (/^[\w-]+(\.[\w-]+)+$/.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('Not a domain name.');
}

function domains(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, domain(text)];
}
