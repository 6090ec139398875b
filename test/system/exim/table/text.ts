import { onionAddress } from '../../../support/stand-ins/onion-address.js';

/** What the machine of a row has besides, made before Exim starts; `ROW` in a name keeps it for this row alone. */
export interface Furniture {
  /** account NAME: full name, alias NAME: targets, list NAME owner: targets, forward NAME: targets, email NAME: address */
  readonly kind: 'account' | 'alias' | 'list' | 'forward' | 'email';
  readonly name: string;
  readonly owner: string;
  readonly value: string;
}

/** How a message is handed in: by the sendmail command, by its dialogue (-bs), or by TCP. */
export type Way =
  | { readonly kind: 'sendmail'; readonly account: string; readonly args: readonly string[] }
  | { readonly kind: 'dialogue'; readonly account: string; readonly envelope: readonly string[] }
  | {
      readonly kind: 'port';
      readonly port: number;
      /** The name given to AUTH, or the client's address. */
      readonly account: string;
      readonly from: string;
      readonly envelope: readonly string[];
    };

export type Outcome =
  | { readonly kind: 'refused'; readonly words: readonly string[] }
  | { readonly kind: 'waits'; readonly words: readonly string[] }
  /** With this header after Date and Message-ID. */
  | { readonly kind: 'leaves'; readonly header: string }
  /** With this header alone, of an ordinary sender; `*` stands for any value. */
  | { readonly kind: 'leaves whole'; readonly header: string }
  /** As it was written, or not at all: nothing says which. */
  | { readonly kind: 'safe'; readonly header: string }
  | { readonly kind: 'leaves outside' }
  | { readonly kind: 'stays' };

export interface Row {
  readonly file: string;
  readonly line: number;
  readonly purpose: string;
  /** r1, r2, ...: in the name of every remote domain of the row. */
  readonly id: string;
  readonly way: Way;
  readonly furniture: readonly Furniture[];
  /** As latin1, lines ended by LF. */
  readonly message: string;
  readonly outcome: Outcome;
  /** Envelope commands that the server has to be told. */
  readonly commands: readonly string[];
  /** Words of a refusal besides: for another recipient. */
  readonly also: readonly string[];
  /** Accounts whose mailbox has a copy with the Message-ID that left. */
  readonly mailboxes: readonly string[];
  /** Secrets that the author wrote himself. */
  readonly tells: readonly string[];
}

/** The client of port 587, and of port 25 where a row names no other (RFC 5737). */
export const LAPTOP = '203.0.113.7';

/** The names that the table writes in capitals; those of other machines are the row's own. */
export const ONIONS = {
  ALICE: onionAddress('alice'),
  ALSO: onionAddress('also'),
  BOB: onionAddress('bob'),
  CAROL: onionAddress('carol'),
} as const;
const REMOTE = /\b(BOB|CAROL)\.(onion|ONION)\b/g;
const LOCAL = /\b(ALICE|ALSO)\.(onion|ONION)\b/g;

/** Real names and octets in place of what a row writes for them; the result is latin1. */
export function substitute(text: string, id: string): string {
  const bare = (name: string) => ONIONS[name as keyof typeof ONIONS].replace(/\.onion$/, '');
  const octets = Buffer.from(text, 'utf8').toString('latin1');
  return octets
    .replace(REMOTE, (_all, name, end) => `${id}.${bare(name)}.${end}`)
    .replace(LOCAL, (_all, name, end) => `${bare(name)}.${end}`)
    .replace(/\bFAR\.example\b/g, `${id}.far.example`)
    .replace(/\bROW\b/g, id)
    .replace(/\[\[(\d+) ((?:(?!\]\]).)+)\]\]/gs, (_all, times, piece) =>
      Array.from({ length: Number(times) }, (_, at) => piece.replaceAll('#', String(at + 1))).join(''),
    )
    .replace(/\[\[upper (.+?)\]\]/g, (_all, piece) => piece.toUpperCase())
    .replace(/\[\[((?:[0-9A-F]{2})+)\]\]/g, (_all, hex) => Buffer.from(hex, 'hex').toString('latin1'));
}

/** The words of a command line, with the shell's quotes. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, one, two, bare]) => one ?? two ?? bare ?? '',
  );
}

const FURNITURE = /^(account|alias|list|forward|email) (\S+?)(?: (\S+?))?: ?(.*)$/;

/** The rows of a file; see rows/README.md for the format. `first` numbers them. */
export function parseTable(file: string, text: string, first: number): Row[] {
  const rows: Row[] = [];
  const parts = text.split(/^== /m);
  let line = (parts[0] ?? '').split('\n').length;
  for (const part of parts.slice(1)) {
    try {
      rows.push(parseRow(file, line, part, `r${first + rows.length}`));
    } catch (error) {
      throw new Error(`${file}:${line}: ${(error as Error).message}`);
    }
    line += part.split('\n').length - 1;
  }
  return rows;
}

const BESIDES = /^(?:tells|also refused|mailbox|MAIL FROM:|RCPT TO:|EHLO)(?= |<)/;

function parseRow(file: string, line: number, part: string, id: string): Row {
  const [purpose = '', ...rest] = part.split('\n');
  const [top = [], message = [], bottom = []] = sections(rest);
  const fill = (value: string) => substitute(value, id);
  const furniture = top.flatMap((text) => {
    const [, kind, name = '', owner = '', value = ''] = text.match(FURNITURE) ?? [];
    return kind
      ? [{ kind: kind as Furniture['kind'], name: fill(name), owner: fill(owner), value: fill(value) }]
      : [];
  });
  const header = message.length > 0 ? `${message.join('\n')}\n` : '';
  const whole = header.startsWith('\n') || header.includes('\n\n') ? header : `${header}\nhello\n`;
  const filled = fill(whole);
  const lines = bottom.filter((text) => !BESIDES.test(text));
  return {
    file,
    line,
    purpose,
    id,
    way: way(top.filter((text) => !FURNITURE.test(text)).map(fill), fill),
    furniture,
    message: filled,
    outcome: outcome(fill(lines.join('\n')).split('\n'), filled),
    commands: bottom.filter((text) => /^(MAIL|RCPT|EHLO)(?= )/.test(text)).map(fill),
    also: bottom.flatMap((text) => text.match(/^also refused (.*)$/)?.[1] ?? []).map(fill),
    mailboxes: bottom.flatMap((text) => text.match(/^mailbox (.*)$/)?.[1] ?? []).map(fill),
    tells: bottom.flatMap((text) => text.match(/^tells (.*)$/)?.[1] ?? []).map(fill),
  };
}

/** Before, between and after the two lines `--`; comments, that is `# ` outside the message, are left out. */
function sections(lines: readonly string[]): string[][] {
  const found: string[][] = [[]];
  for (const text of lines) {
    if (text === '--' && found.length < 3) found.push([]);
    else if (found.length === 2 || (text !== '' && !text.startsWith('# '))) found.at(-1)?.push(text);
  }
  if (found.length !== 3) throw new Error('a row has two lines "--"');
  return found;
}

const DEFAULT_WAY = 'zoe -f author@ALICE.onion -- b@BOB.onion';
const DEFAULT_ENVELOPE = ['MAIL FROM:<author@ALICE.onion>', 'RCPT TO:<b@BOB.onion>'];

function way([first, ...rest]: readonly string[], fill: (text: string) => string): Way {
  const [name = '', ...args] = words(first ?? fill(DEFAULT_WAY));
  const given = rest.length > 0 ? rest : DEFAULT_ENVELOPE.map(fill);
  if (/^\d+$/.test(name)) {
    const [who = ''] = args;
    const address = /^[\d.]+$/.test(who);
    return {
      kind: 'port',
      port: Number(name),
      account: address ? '' : who,
      from: address ? who : LAPTOP,
      envelope: given,
    };
  }
  if (args[0] === '-bs') return { kind: 'dialogue', account: name, envelope: given };
  if (rest.length > 0) throw new Error(`an envelope for the sendmail command: ${rest[0]}`);
  return { kind: 'sendmail', account: name, args };
}

function outcome([first = '', ...rest]: readonly string[], message: string): Outcome {
  const header = rest.length > 0 ? `${rest.join('\n')}\n` : '';
  const [, kind, said = ''] =
    first.match(
      /^(refused|waits|leaves whole|leaves outside|leaves|as it is or refused|as it is|stays)(?: (.*))?$/,
    ) ?? [];
  if (kind === 'refused' || kind === 'waits') return { kind, words: said.split(' & ').filter(Boolean) };
  if (kind === 'leaves' || kind === 'leaves whole') return { kind, header };
  if (kind === 'as it is') return { kind: 'leaves', header: headerOf(message) };
  if (kind === 'as it is or refused') return { kind: 'safe', header: headerOf(message) };
  if (kind === 'stays' || kind === 'leaves outside') return { kind };
  throw new Error(`no outcome: ${first}`);
}

/** A message's header as written, without the empty line. */
export function headerOf(message: string): string {
  const end = message.startsWith('\n') ? 0 : message.indexOf('\n\n') + 1;
  return message.slice(0, end);
}
