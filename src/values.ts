import { InvalidArgumentError } from 'commander';
import type { SocksAddress } from './options.js';

/** The values of options, from text; what is wrong with one is thrown, as the package wants it. */

export function wholeNumber(text: string, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new InvalidArgumentError(`Not a whole number from ${least} to ${most}.`);
}

export function port(text: string): number {
  return wholeNumber(text, 1, 65_535);
}

export function connections(text: string): number {
  return wholeNumber(text, 1, 100_000);
}

/** From seconds, at most a day. */
export function milliseconds(text: string): number {
  return wholeNumber(text, 1, 86_400) * 1000;
}

export function suffixes(text: string, earlier: readonly string[] = []): readonly string[] {
  if (/^(\*|\.?[\w-]+(\.[\w-]+)*)$/.test(text)) return [...earlier, text];
  throw new InvalidArgumentError("Not a suffix of domain names or '*'.");
}

/** A name for EHLO: one word of printable ASCII. */
export function smtpName(text: string): string {
  if (/^[\x21-\x7e]{1,255}$/.test(text)) return text;
  throw new InvalidArgumentError('Not a host name.');
}

/** `host:port`, `[v6]:port` or `unix:/path`. */
export function socksAddress(text: string): SocksAddress {
  const path = text.match(/^unix:(\/.*)$/)?.[1];
  if (path) return { path };
  const [, v6, name, digits] = text.match(/^(?:\[([\w:.%]+)\]|([^:[\]/]+)):(\d+)$/) ?? [];
  const host = v6 ?? name;
  if (host === undefined || digits === undefined) {
    throw new InvalidArgumentError('Not host:port, [v6]:port or unix:/path.');
  }
  return { host, port: port(digits) };
}
