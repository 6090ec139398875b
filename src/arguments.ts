import { Command, InvalidArgumentError, Option } from 'commander';
import { version } from '../package.json';
import { DEFAULTS, ISOLATIONS, type Options, type SocksAddress } from './options.js';

/** What the command line asks for: to serve, to print a text, or that it cannot be understood. */
export type Request =
  | { readonly kind: 'serve'; readonly options: Options }
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'usage'; readonly text: string; readonly options: Options };

const TOR_PORT = 9050;

/** Reads the arguments, without `node` and the program. Nothing is written: what is wrong comes back as text. */
export function parseArguments(args: readonly string[]): Request {
  let output = '';
  const write = (text: string) => {
    output += text;
  };
  const program = new Command('tor-smtp')
    .description('Connects an SMTP client on standard input and output to an onion service, through Tor.')
    .argument('[tor-host]', "host of Tor's SOCKS port")
    .argument('[tor-port]', "Tor's SOCKS port", port)
    .option('--socks <address>', "Tor's SOCKS port: host:port, [v6]:port or unix:/path", socksAddress)
    .option('--port <port>', 'port of a destination that names none', port, DEFAULTS.port)
    .option('--helo <name>', 'name for the server where EHLO gives only the destination', smtpName)
    .option('--allow <suffix>', "connect to names with this suffix too, '*' for any (repeatable)", suffixes)
    .addOption(
      new Option('--isolate <what>', 'connections that may share a Tor circuit: those of the same')
        .choices(ISOLATIONS)
        .default(DEFAULTS.isolate),
    )
    .addOption(seconds('--timeout <seconds>', 'for dial, greeting and EHLO reply together', DEFAULTS.timeout))
    .addOption(seconds('--idle-timeout <seconds>', 'for a silent connection', DEFAULTS.idleTimeout))
    .option('--wait', 'serve the listening socket on standard input (xinetd, wait = yes)')
    .addOption(
      seconds('--idle-exit <seconds>', 'without connections, after which to leave', DEFAULTS.idleExit),
    )
    .option('--max-connections <number>', 'served at once', connections, DEFAULTS.maxConnections)
    .option('--log <file>', 'append the log to this file')
    .option('--log-names', 'leave names in the log')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: write });

  try {
    program.parse(args, { from: 'user' });
    const [host, hostPort = TOR_PORT] = program.processedArgs as [string?, number?];
    const given: Partial<Options> = program.opts();
    if (given.socks && host) program.error('error: --socks and tor-host exclude each other');
    return {
      kind: 'serve',
      options: { ...DEFAULTS, ...(host && { socks: { host, port: hostPort } }), ...given },
    };
  } catch (error) {
    if (!(error instanceof Error && 'exitCode' in error)) throw error;
    if (error.exitCode === 0) return { kind: 'print', text: output };
    const usage = `${output}usage: ${program.createHelp().commandUsage(program)}\n`;
    return { kind: 'usage', text: usage, options: { ...DEFAULTS, ...program.opts() } };
  }
}

function wholeNumber(text: string, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new InvalidArgumentError(`Not a whole number from ${least} to ${most}.`);
}

function port(text: string): number {
  return wholeNumber(text, 1, 65_535);
}

function connections(text: string): number {
  return wholeNumber(text, 1, 100_000);
}

/** An option in seconds, at most a day, that is kept in milliseconds. */
function seconds(flags: string, description: string, milliseconds: number): Option {
  return new Option(flags, description)
    .argParser((text) => wholeNumber(text, 1, 86_400) * 1000)
    .default(milliseconds, String(milliseconds / 1000));
}

function suffixes(text: string, earlier: readonly string[] = []): readonly string[] {
  if (/^(\*|\.?[\w-]+(\.[\w-]+)*)$/.test(text)) return [...earlier, text];
  throw new InvalidArgumentError("Not a suffix of domain names or '*'.");
}

/** A name for EHLO: one word of printable ASCII. */
function smtpName(text: string): string {
  if (/^[\x21-\x7e]{1,255}$/.test(text)) return text;
  throw new InvalidArgumentError('Not a host name.');
}

function socksAddress(text: string): SocksAddress {
  const path = text.match(/^unix:(\/.*)$/)?.[1];
  if (path) return { path };
  const [, v6, name, digits] = text.match(/^(?:\[([\w:.%]+)\]|([^:[\]/]+)):(\d+)$/) ?? [];
  const host = v6 ?? name;
  if (host === undefined || digits === undefined) {
    throw new InvalidArgumentError('Not host:port, [v6]:port or unix:/path.');
  }
  return { host, port: port(digits) };
}
