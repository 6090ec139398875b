import { names } from './names.js';

/** Puts the names in. */
export function substitute(text: string): string {
  return text.replace(/\$([A-Z]+\d?)/g, (_all, name: string) => {
    const value = names[name];
    if (value === undefined) throw new Error(`no name $${name}`);
    return value;
  });
}

function repeat(text: string): string {
  return substitute(text).replace(/\{(.+?)\*(\d+)\}/g, (_all, what: string, count) =>
    what.repeat(Number(count)),
  );
}

const ESCAPES: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t' };

/** The characters of a text, escapes resolved; a `*` that is not escaped comes out as `wildcard`. */
function characters(text: string, wildcard: string): string[] {
  const pieces = repeat(text).match(/\\x[0-9A-Fa-f]{2}|\\.|[^\\]/g) ?? [];
  return pieces.map((piece) => {
    if (piece === '*') return wildcard;
    if (!piece.startsWith('\\')) return piece;
    if (piece.length === 4) return String.fromCharCode(Number.parseInt(piece.slice(2), 16));
    return ESCAPES[piece.charAt(1)] ?? piece.charAt(1);
  });
}

const octet = (character: string) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** What a line of text stands for when it is sent. */
export function textBytes(text: string): Buffer {
  return Buffer.from(characters(text, '*').join(''), 'latin1');
}

/** The same when it is heard: the source of a regular expression over latin1, each `*` a group. */
export function textPattern(text: string): string {
  return characters(text, 'ANY')
    .map((character) => (character === 'ANY' ? '([ -~]*)' : octet(character)))
    .join('');
}

function hexTokens(text: string): string[] {
  const code = text.replace(/(^|\s)#.*$/, '');
  const tokens = code.match(/"[^"]*"|any|[0-9A-F]{2}|\S+/g) ?? [];
  if (tokens.length === 0) throw new Error(`no octets in: ${text}`);
  return tokens;
}

/** What a line of octets stands for when it is sent. */
export function hexBytes(text: string): Buffer {
  return Buffer.concat(
    hexTokens(text).map((token) => {
      if (token.startsWith('"')) return textBytes(token.slice(1, -1));
      if (!/^[0-9A-F]{2}$/.test(token)) throw new Error(`not hexadecimal: ${token}`);
      return Buffer.from(token, 'hex');
    }),
  );
}

/** The same when it is heard. A regular expression cannot count, so `any` is one alternative for each length. */
export function hexPattern(text: string): string {
  const any = Array.from(
    { length: 256 },
    (_none, length) => `${octet(String.fromCharCode(length))}[^]{${length}}`,
  ).join('|');
  return hexTokens(text)
    .map((token) =>
      token === 'any' ? `(?:${any})` : [...hexBytes(token).toString('latin1')].map(octet).join(''),
    )
    .join('');
}
