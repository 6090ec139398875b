import { Command, CommanderError } from 'commander';
import { version } from '../package.json';
import { parseDestination } from './client/destination.js';
import { commandLineOptions } from './flags.js';
import { DEFAULTS, type Options } from './options.js';
import { isFailure } from './replies.js';
import { port, torHost } from './values.js';

/**
 * What the command line asks for: to serve, or to print a text; or what is wrong with it, as `cause` without any value, with the options
 * that are right.
 */
export type Request =
  | { readonly kind: 'serve'; readonly options: Options }
  | { readonly kind: 'print'; readonly text: string; readonly options: Options }
  | {
      readonly kind: 'usage';
      readonly text: string;
      readonly cause: string;
      readonly options: Options;
    };

const TOR_PORT = 9050;

/** Reads the arguments, without `node` and the program's name. Nothing is written: all output is returned as text. */
export function parseArguments(args: readonly string[]): Request {
  let output = '';
  const write = (text: string) => {
    output += text;
  };
  const program = new Command('tor-smtp')
    .description('Connects an SMTP client on standard input and output to an onion service, through Tor.')
    .argument('[tor-host]', "host of Tor's SOCKS port", torHost)
    .argument('[tor-port]', "Tor's SOCKS port", port);
  for (const option of commandLineOptions()) program.addOption(option);
  program
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: write });

  try {
    program.parse(args, { from: 'user' });
    const [host, hostPort = TOR_PORT] = program.processedArgs as [string?, number?];
    const given = program.opts<Partial<Options>>();
    if (given.socks && host) program.error('error: --socks and tor-host exclude each other');
    if (given.map && !given.byRecipient) program.error('error: --map needs --by-recipient');
    if (given.to && given.byRecipient) program.error('error: --to and --by-recipient exclude each other');
    const options = { ...DEFAULTS, ...(host && { socks: { host, port: hostPort } }), ...given };
    if (options.to !== undefined) {
      const destination = parseDestination(options.to, options.port, options.allow);
      // Without the name: this goes to the log.
      if (isFailure(destination)) program.error(`error: --to: ${destination.cause}`);
    }
    return { kind: 'serve', options };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const options = { ...DEFAULTS, ...program.opts<Partial<Options>>(), ...logOptions(args) };
    if (error.exitCode === 0) return { kind: 'print', text: output, options };
    const text = `${output}usage: ${program.createHelp().commandUsage(program)}\n`;
    return { kind: 'usage', text, cause: withoutValues(error.message), options };
  }
}

/** Where to report what is wrong: the arguments are looked through for that alone, since what is wrong may be in front of it. */
function logOptions(args: readonly string[]): Partial<Options> {
  const silent = () => {};
  const program = new Command()
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .exitOverride()
    .configureOutput({ writeOut: silent, writeErr: silent });
  for (const option of commandLineOptions())
    if (/^log/.test(option.attributeName())) program.addOption(option);
  try {
    program.parse(args, { from: 'user' });
  } catch {}
  return program.opts<Partial<Options>>();
}

/** A message of commander's or ours, in one line. Of what it quotes, which are values, only the name of an option may stay, in front. */
function withoutValues(message: string): string {
  const [, text = '', option = '', rest = ''] =
    message.match(/^([^']*)('--[a-z-]+(?: <[a-z]+>)?')?(.*)$/s) ?? [];
  const [line = ''] = `${text}${option}${rest.replace(/'.*'/s, "'...'")}`.split('\n', 1);
  return line;
}
