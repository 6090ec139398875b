import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { parseDestination } from '../../client/destination.js';
import { isFailure } from '../../replies.js';

/** Readers of what stands behind an option. */

/** Who has mail at an onion: what it is called there, and the account. */
export interface User {
  readonly name: string;
  readonly account: string;
}

function onionName(text: string): string {
  const destination = parseDestination(text, 25, []);
  if (isFailure(destination) || text.includes(':'))
    throw new InvalidArgumentError('Not the name of an onion service.');
  return destination.host;
}

/** Onion domains, one more. */
export function domains(text: string, earlier: readonly string[]): string[] {
  return [...earlier, onionName(text)];
}

/** An onion, or a new one. */
export function onionOrNew(text: string): string {
  return text === 'new' ? text : onionName(text);
}

/** Users, one more. */
export function users(text: string, earlier: readonly User[] = []): User[] {
  const [, name, account = name] = text.match(/^([a-z0-9][a-z0-9._+-]*)(?:=([a-z_][a-z0-9._-]*))?$/i) ?? [];
  if (name === undefined || account === undefined)
    throw new InvalidArgumentError('Not name or name=account.');
  return [...earlier, { name: name.toLowerCase(), account }];
}

/** The whole path of a file, which has to pass through Exim's string expansion as it is. */
export function eximPath(text: string): string {
  const path = resolve(text);
  if (!/^[\w@%+=:,./-]+$/.test(path))
    throw new InvalidArgumentError('Letters, digits and @%+=:,./_- are all that its path may have.');
  return path;
}
