import { Command } from 'commander';
import { version } from '../../../package.json';
import { domains, eximPath, onionOrNew, type User, users } from './values.js';

/** What the command line asks for. */
export type Task =
  | {
      readonly kind: 'send';
      readonly xinetd: boolean;
      readonly resident: boolean;
      readonly domains: readonly string[];
      readonly map?: string;
    }
  | {
      readonly kind: 'receive';
      readonly onion: string;
      readonly users: readonly User[];
      readonly xinetd: boolean;
    }
  | { readonly kind: 'undo' };
export type Request =
  | { readonly kind: 'task'; readonly task: Task; readonly dry: boolean }
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'usage'; readonly text: string };

const NOTES = `
It asks nothing. Each step is undone if a later one fails, and all with --undo: the files are then as they were before, octet for octet. A second
run has nothing to do.

Exit status: 0 done, or nothing to do; 1 it could not be done, and nothing has changed, or what could not be undone is named; 64 usage; 70 a
fault in this program.`;

/** Reads the arguments, without `node` and the program. Nothing is written: what is wrong comes back as text. */
export function parseArguments(args: readonly string[]): Request {
  let output = '';
  let task: Task | undefined;
  const program = new Command('tor-smtp-setup')
    .description(
      'Sets Exim, Tor and tor-smtp up for mail to and from onion addresses, on Debian and its like.',
    )
    .usage('send|receive|--undo [options]')
    .option('--undo', 'take out all that it has ever put in')
    .option('--dry-run', 'show each change and each command, and do nothing')
    .version(version, '--version', 'print the version')
    .addHelpText('after', NOTES);
  const dry = ['--dry-run', 'show each change and each command, and do nothing'] as const;
  const send = program
    .command('send')
    .description('mail to onion addresses')
    .option('--xinetd', 'xinetd starts tor-smtp; default: systemd, where that runs')
    .option('--resident', 'one process for all connections')
    .option('--domain <name>', 'an onion domain whose mail is for this machine (repeatable)', domains, [])
    .option('--map <file>', 'mail to the ordinary domains in this file goes to their onions', eximPath)
    .option(...dry)
    .action(({ xinetd = false, resident = false, domain, map }) => {
      task = { kind: 'send', xinetd, resident, domains: domain, ...(map !== undefined && { map }) };
    });
  const receive = program
    .command('receive')
    .description('mail by an onion service')
    .argument('<onion>', 'NAME.onion, which this Tor has, or new', onionOrNew)
    .requiredOption('--user <name[=account]>', 'who has mail there (repeatable)', users)
    .option('--xinetd', 'a port of xinetd; default: a socket of systemd, where that runs')
    .option(...dry)
    .action((onion, { user, xinetd = false }) => {
      task = { kind: 'receive', onion, users: user, xinetd };
    });
  for (const command of [program, send, receive])
    command
      .helpOption('--help', 'print this help')
      .helpCommand(false)
      .exitOverride()
      .configureOutput({ writeOut: write, writeErr: write });
  program.action(({ undo = false }) => {
    if (undo) task = { kind: 'undo' };
  });
  function write(text: string) {
    output += text;
  }
  try {
    program.parse(args, { from: 'user' });
    const { undo, dryRun } = program.opts();
    if (undo && task?.kind !== 'undo') program.error('error: --undo goes alone');
    if (task === undefined) program.error("error: 'send', 'receive' or --undo?");
    return {
      kind: 'task',
      task: task as Task,
      dry: Boolean(dryRun || send.opts().dryRun || receive.opts().dryRun),
    };
  } catch (error) {
    if (!(error instanceof Error && 'exitCode' in error)) throw error;
    if (error.exitCode === 0) return { kind: 'print', text: output };
    return { kind: 'usage', text: `${output}usage: ${program.name()} ${program.usage()}\n` };
  }
}
