import { InvalidArgumentError } from 'commander';
import type { SocksAddress } from './options.js';

/** Values of options, from their text. A value that is wrong is thrown, as commander expects of its parsers. */

/** A decimal number from `least` to `most`. */
export function wholeNumber(text: string, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new InvalidArgumentError(`Not a whole number from ${least} to ${most}.`);
}

/** A TCP port, from 1 on. */
export function port(text: string): number {
  return wholeNumber(text, 1, 65_535);
}

/** A number of connections. */
export function connections(text: string): number {
  return wholeNumber(text, 1, 100_000);
}

/** Milliseconds, from seconds; at most a day. */
export function milliseconds(text: string): number {
  return wholeNumber(text, 1, 86_400) * 1000;
}

/** A suffix of domain names, or `*` for any name, added to those given `earlier`. */
export function suffixes(text: string, earlier: readonly string[] = []): readonly string[] {
  if (/^(\*|\.?[\w-]+(\.[\w-]+)*)$/.test(text)) return [...earlier, text];
  throw new InvalidArgumentError("Not a suffix of domain names or '*'.");
}

/** A name for EHLO: one word of printable ASCII. */
export function smtpName(text: string): string {
  if (/^[\x21-\x7e]{1,255}$/.test(text)) return text;
  throw new InvalidArgumentError('Not a host name.');
}

/** The path of a file. */
export function path(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('Not a file.');
}

/** The host of Tor's SOCKS port. A name that belongs to Tor is a destination in the wrong place, and DNS would be asked for it. */
export function torHost(text: string): string {
  if (text !== '' && !/\.(onion|tor)\.?$/i.test(text)) return text;
  throw new InvalidArgumentError('Not the host of a SOCKS port.');
}

/** `host:port`, `[v6]:port` or `unix:/path`. */
export function socksAddress(text: string): SocksAddress {
  const path = text.match(/^unix:(\/.*)$/)?.[1];
  if (path) return { path };
  const address = hostAndPort(text, 'Not host:port, [v6]:port or unix:/path.');
  return { ...address, host: torHost(address.host) };
}

/** `host:port` or `[v6]:port`; for anything else the error says `otherwise`. */
export function hostAndPort(
  text: string,
  otherwise: string,
): { readonly host: string; readonly port: number } {
  const [, v6, name, digits] = text.match(/^(?:\[([\w:.%]+)\]|([^:[\]/]+)):(\d+)$/) ?? [];
  const host = v6 ?? name;
  if (host === undefined || digits === undefined) throw new InvalidArgumentError(otherwise);
  return { host, port: port(digits) };
}
