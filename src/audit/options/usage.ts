import { CommanderError } from 'commander';
import { DEFAULTS } from '../../options.js';
import { targetOf } from './arguments.js';
import type { Known } from './names.js';
import { commandLine, type Given } from './options.js';
import type { Target } from './target.js';

/** An audit as the command line asks for it. */
export interface Audit {
  readonly target: Target;
  /** The target as it was given. */
  readonly server: string;
  readonly known: Known;
  /** A file with more secrets, and one with more accounts, one a line. */
  readonly secretsFile: string | undefined;
  readonly usersFile: string | undefined;
  /** Where to listen as the name server of the zone, if the audit is to be that. */
  readonly nameServer: { readonly host: string; readonly port: number } | undefined;
  /** Another way into the machine; `name` is as it was given. */
  readonly beside: { readonly target: Target; readonly name: string } | undefined;
  /** How many connections to hold on each of the two at most. */
  readonly connections: number;
  /** A mailbox to fill from the other side, and how many megabytes may be sent to it. */
  readonly fill: string | undefined;
  readonly megabytes: number;
  readonly json: boolean;
  readonly brief: boolean;
  readonly slow: boolean;
  readonly parallel: number;
  /** How long to wait for a reply, milliseconds. */
  readonly timeout: number;
  /** How the names of the probes to run begin; if empty, all are run. */
  readonly only: readonly string[];
}

/** What the command line asks for: an audit, or to print a text; or what is wrong with it. */
export type Request =
  | { readonly kind: 'audit'; readonly audit: Audit }
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'usage'; readonly text: string };

/** Reads the arguments, without `node` and the program's name. Nothing is written: all output is returned as text. */
export function parseArguments(args: readonly string[]): Request {
  let output = '';
  const write = (text: string) => {
    output += text;
  };
  const program = commandLine(write);
  try {
    program.parse(args, { from: 'user' });
    const [server = ''] = program.processedArgs as [string];
    const wrong = (text: string) => program.error(`error: ${text}`);
    return { kind: 'audit', audit: auditOf(server, program.opts<Given>(), wrong) };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'print', text: output };
    return { kind: 'usage', text: `${output}usage: ${program.createHelp().commandUsage(program)}\n` };
  }
}

/** The audit that the options describe. `wrong` ends the reading with an error. */
function auditOf(server: string, given: Given, wrong: (text: string) => never): Audit {
  const socks = given.socks ?? DEFAULTS.socks;
  const targetFor = (name: string) =>
    targetOf(name, socks) ?? wrong(`'${name}' is neither name.onion[:port] nor host:port`);
  const target = targetFor(server);
  const onion = given.onion ?? onionOf(target);
  if (onion === undefined) return wrong('which onion is it? --onion name.onion');
  const { alias: aliases = [], sendTo, fill, watch, nameServer } = given;
  if (sendTo !== undefined && ![onion, ...aliases].some((name) => sendTo.endsWith(`@${name}`)))
    return wrong(`--send-to: ${sendTo} is not at the onion`);
  if (fill !== undefined && (given.beside === undefined || sendTo === undefined))
    return wrong('--fill needs --beside and --send-to');
  if (nameServer !== undefined && watch === undefined) return wrong('--name-server needs --watch');
  const beside =
    given.beside === undefined ? undefined : { target: targetFor(given.beside), name: given.beside };
  const others = new Set(given.other);
  const onionBeside = beside && onionOf(beside.target);
  if (onionBeside !== undefined) others.add(onionBeside);
  return {
    target,
    server,
    known: {
      onion,
      aliases,
      secrets: given.secret ?? [],
      also: given.also ?? [],
      others: [...others],
      users: given.user ?? ['root'],
      mailbox: sendTo,
      zone: watch,
    },
    secretsFile: given.secrets,
    usersFile: given.users,
    nameServer,
    beside,
    connections: given.connections,
    fill,
    megabytes: given.megabytes,
    json: given.json ?? false,
    brief: given.brief ?? false,
    slow: given.slow ?? false,
    parallel: given.parallel,
    timeout: given.timeout * 1000,
    only: given.only ?? [],
  };
}

function onionOf(target: Target): string | undefined {
  return target.kind === 'onion' ? target.onion.host : undefined;
}
