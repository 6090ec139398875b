import { Command } from 'commander';
import { version } from '../../package.json';
import type { SocksAddress } from '../options.js';
import { milliseconds, port, smtpName, socksAddress } from '../values.js';

/** What is to be done. */
export interface Wish {
  /** The onion to go to; undefined: look at this machine. */
  readonly name: string | undefined;
  /** A second onion, which tells whether Tor is sick. */
  readonly other: string | undefined;
  /** Send a message by Exim to this address, from that one. */
  readonly probe: { readonly to: string; readonly from: string } | undefined;
  readonly output: 'text' | 'nagios' | 'json';
  readonly verbose: boolean;
  readonly helo: string;
  /** For one onion, or one message, milliseconds. */
  readonly timeout: number;
  /** In place of what is found on this machine. */
  readonly port: number | undefined;
  readonly socks: SocksAddress | undefined;
  readonly control: SocksAddress | undefined;
}

/** What the command line asks for: a check, a text to print, or that it cannot be understood. */
export type Request =
  | { readonly kind: 'check'; readonly wish: Wish }
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'usage'; readonly text: string };

interface Given {
  other?: string;
  via?: string[];
  from?: string;
  nagios?: true;
  json?: true;
  verbose?: true;
  helo: string;
  timeout: number;
  port?: number;
  socks?: SocksAddress;
  control?: SocksAddress;
}

/** Over the 270 s in which tor-smtp answers. */
const TIMEOUT = 280_000;

const NOTES = `
Without a name it looks at this machine. With one it goes the way of a message to that onion and shows each stage; no message
is sent but by --via.

Exit status: 0 all is well, 1 something to mend although mail gets through (with a name: that onion is dead, Tor works), 2 mail
does not get through, or gives its author away (Tor is sick), 3 not all could be seen, 64 usage, 70 an error in this program.`;

function commandLine(write: (text: string) => void): Command {
  return new Command('tor-smtp-check')
    .description('Finds what is wrong with the way of mail to onion services, and tells how to mend it.')
    .argument('[name.onion[:port]]', 'an onion to go to')
    .option('--other <name>', 'a second onion, tried if the first fails: is Tor sick, or that onion dead?')
    .option('--via <what...>', '"exim ADDRESS": send a message to that address of yours, and follow it')
    .option('--from <address>', 'the sender of that message (default: you)')
    .option('--nagios', 'one line with performance data')
    .option('--json', 'for programs')
    .option('--verbose', 'show what is good, too')
    .option('--helo <name>', 'the name that the server hears', smtpName, 'localhost.localdomain')
    .option('--timeout <seconds>', 'for an onion, or for the message', milliseconds, TIMEOUT)
    .option('--port <port>', "tor-smtp's port, if it is not found by itself", port)
    .option('--socks <address>', "go by Tor's SOCKS port, not by tor-smtp", socksAddress)
    .option('--control <address>', "Tor's control port, if not unix:/run/tor/control", socksAddress)
    .addHelpText('after', NOTES)
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: write });
}

/** Reads the arguments, without `node` and the program. Nothing is written: what is wrong comes back as text. */
export function parseArguments(args: readonly string[]): Request {
  let output = '';
  const program = commandLine((text) => {
    output += text;
  });
  try {
    program.parse(args, { from: 'user' });
    const [name] = program.processedArgs as [string?];
    return { kind: 'check', wish: wishOf(name, program.opts(), (text) => program.error(`error: ${text}`)) };
  } catch (error) {
    if (!(error instanceof Error && 'exitCode' in error)) throw error;
    if (error.exitCode === 0) return { kind: 'print', text: output };
    return { kind: 'usage', text: `${output}usage: ${program.createHelp().commandUsage(program)}\n` };
  }
}

/** `wrong` does not return. */
function wishOf(name: string | undefined, given: Given, wrong: (text: string) => never): Wish {
  const { via, other, from, nagios, json, verbose, helo, timeout, port, socks, control } = given;
  if (nagios && json) return wrong('--nagios and --json exclude each other');
  if (other !== undefined && name === undefined) return wrong('--other needs an onion before it');
  const [program, to, ...more] = via ?? [];
  if (via && (program !== 'exim' || !to?.includes('@') || more.length > 0))
    return wrong('--via wants "exim ADDRESS"');
  const sender = from ?? process.env.SUDO_USER ?? process.env.USER ?? 'root';
  const output = nagios ? 'nagios' : json ? 'json' : 'text';
  const probe = to === undefined ? undefined : { to, from: sender };
  return { name, other, probe, output, verbose: verbose ?? false, helo, timeout, port, socks, control };
}
