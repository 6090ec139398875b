import { InvalidArgumentError } from 'commander';
import { parseDestination } from '../../client/destination.js';
import type { SocksAddress } from '../../options.js';
import { isFailure } from '../../replies.js';
import { socksAddress } from '../../values.js';
import type { Target } from './target.js';

/** Readers of what stands behind an option. */

/** A server as it may be given: an onion, or an address. */
export function targetOf(server: string, socks: SocksAddress): Target | undefined {
  if (!/\.(onion|tor)\.?(:\d+)?$/i.test(server)) return addressOf(server);
  const onion = parseDestination(server, 25, []);
  return isFailure(onion) ? undefined : { onion, socks };
}

function addressOf(text: string): SocksAddress | undefined {
  try {
    return socksAddress(text);
  } catch {
    return undefined;
  }
}

export function endpoint(text: string): { readonly host: string; readonly port: number } {
  const socks = addressOf(text);
  if (socks === undefined || 'path' in socks) throw new InvalidArgumentError('Not host:port or [v6]:port.');
  return socks;
}

export function wholeNumber(most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
    if (value < 1 || value > most) throw new InvalidArgumentError(`Not a whole number from 1 to ${most}.`);
    return value;
  };
}

export function list(text: string, earlier: readonly string[] = []): string[] {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.');
  return [...earlier, text];
}

export function domain(text: string): string {
  if (/^[\w-]+(\.[\w-]+)+$/.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('Not a domain name.');
}

export function domains(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, domain(text)];
}

export function mailbox(text: string): string {
  const [, local, host] = text.match(/^([\w.+=-]+)@(\S+)$/) ?? [];
  if (local === undefined || host === undefined) throw new InvalidArgumentError('Not local-part@domain.');
  return `${local}@${domain(host)}`;
}
