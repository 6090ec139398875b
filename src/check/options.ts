import { Command } from 'commander';
import { version } from '../../package.json';

/** What is to be done. */
export interface Wish {
  readonly verbose: boolean;
}

/** What the command line asks for: a check, a text to print, or that it cannot be understood. */
export type Request =
  | { readonly kind: 'check'; readonly wish: Wish }
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'usage'; readonly text: string };

const NOTES = `
Exit status: 0 all is well, 1 something to mend although mail gets through, 2 mail does not get through (or gives its
author away), 3 not all could be seen, 64 usage.`;

/** Reads the arguments, without `node` and the program. Nothing is written: what is wrong comes back as text. */
export function parseArguments(args: readonly string[]): Request {
  let output = '';
  const write = (text: string) => {
    output += text;
  };
  const program = new Command('tor-smtp-check')
    .description(
      'Finds what is wrong with the way of mail to onion services on this machine, and tells how to mend it.',
    )
    .option('--verbose', 'show what is good, too')
    .addHelpText('after', NOTES)
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: write });
  try {
    program.parse(args, { from: 'user' });
    const given = program.opts<{ verbose?: true }>();
    return { kind: 'check', wish: { verbose: given.verbose ?? false } };
  } catch (error) {
    if (!(error instanceof Error && 'exitCode' in error)) throw error;
    if (error.exitCode === 0) return { kind: 'print', text: output };
    return { kind: 'usage', text: `${output}usage: ${program.createHelp().commandUsage(program)}\n` };
  }
}
