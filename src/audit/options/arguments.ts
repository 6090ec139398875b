import { InvalidArgumentError } from 'commander';
import { parseDestination } from '../../client/destination.js';
import type { SocksAddress } from '../../options.js';
import { isFailure } from '../../replies.js';
import { hostAndPort, socksAddress, wholeNumber } from '../../values.js';
import type { Target } from './target.js';

/** Values of options, from their text. A value that is wrong is thrown, as commander expects of its parsers. */

/** The server to audit: `name.onion[:port]`, or an address; undefined for anything else. */
export function targetOf(server: string, socks: SocksAddress): Target | undefined {
  if (!/\.(onion|tor)\.?(:\d+)?$/i.test(server)) return portOf(server);
  const onion = parseDestination(server, 25, []);
  return isFailure(onion) ? undefined : { kind: 'onion', onion, socks };
}

function portOf(text: string): Target | undefined {
  try {
    return { kind: 'port', address: socksAddress(text) };
  } catch {
    return undefined;
  }
}

/** An address to listen on: `host:port` or `[v6]:port`. */
export function endpoint(text: string): { readonly host: string; readonly port: number } {
  return hostAndPort(text, 'Not host:port or [v6]:port.');
}

/** A number from 1 to `most`. */
export function upTo(most: number): (text: string) => number {
  return (text) => wholeNumber(text, 1, most);
}

/** Any text, added to those given `earlier`. */
export function list(text: string, earlier: readonly string[] = []): string[] {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.');
  return [...earlier, text];
}

/** A domain name of at least two labels, in lower case. */
export function domain(text: string): string {
  if (/^[\w-]+(\.[\w-]+)+$/.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('Not a domain name.');
}

/** A domain name, added to those given `earlier`. */
export function domains(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, domain(text)];
}

/** `local-part@domain`, without quotes. */
export function mailbox(text: string): string {
  const [, local, host] = text.match(/^([\w.+=-]+)@(\S+)$/) ?? [];
  if (local === undefined || host === undefined) throw new InvalidArgumentError('Not local-part@domain.');
  return `${local}@${domain(host)}`;
}
