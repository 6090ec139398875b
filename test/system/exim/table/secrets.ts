import { ACCOUNTS, HOST, LAPTOP, ORDINARY } from './machine/names.js';

/** What must not be in anything that leaves for an onion sender, in whatever charset and encoding. */
const NAMES = [
  HOST,
  ...ORDINARY,
  'zoes-laptop',
  'home.example',
  LAPTOP,
  '192.0.2.1',
  '+1345',
  '+1245',
  'Chatham',
  'Debian',
  'Exim',
  'Realname',
  'M\u00fcllermann',
  'Andwell',
  '\u0418\u0432\u0430\u043d',
  '\u041f\u0435\u0442\u0440\u043e\u0432',
  'Dupontel',
  'Commarell',
  "O'Muster",
  'Pen Name',
];
/** Login names, but for the one that is the onion's local part too. */
const LOGINS = Object.keys(ACCOUNTS).filter((login) => login !== 'author');

/** Exim's own message ids, old and new. */
const EXIM_ID =
  /\bE?[0-9][0-9A-Za-z]{5}-[0-9A-Za-z]{6}(?:[0-9A-Za-z]{5})?-[0-9A-Za-z]{2}(?:[0-9A-Za-z]{2})?\b/;

/** Without accents and case: as somebody would recognise it. */
const plain = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const decode = (octets: Buffer, charset: string) => {
  try {
    return new TextDecoder(charset).decode(octets);
  } catch {
    return octets.toString('latin1');
  }
};
const fromQuotedPrintable = (text: string) =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/gi, (_all, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

/** RFC 2047 with all that readers forgive. */
function encodedWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?([^?\s]*)\?([bq])\?([^?]*)\?=/gi, (_all, charset: string, kind: string, value: string) =>
      decode(
        kind.toLowerCase() === 'b'
          ? Buffer.from(value, 'base64')
          : fromQuotedPrintable(value.replaceAll('_', ' ')),
        charset.replace(/\*.*/, ''),
      ),
    );
}

/** Every reading of a text (latin1) that a curious reader could try. */
function readings(text: string): string[] {
  const octets = Buffer.from(text, 'latin1');
  const unfolded = text.replace(/\r?\n[ \t]+/g, ' ');
  // Onion names and the Message-ID are base64 of nothing, and may by chance look like a short name.
  const words = unfolded.replace(/\b(?:[a-z2-7]{56}(?=\.onion)|[0-9a-f]{40}(?=@))/gi, '');
  const base64 = (words.match(/[A-Za-z0-9+/]{12,}={0,2}/g) ?? []).map((run) =>
    Buffer.from(run, 'base64').toString('latin1'),
  );
  return [
    text,
    unfolded,
    octets.toString('utf8'),
    encodedWords(unfolded),
    encodedWords(unfolded.replaceAll(/["()]/g, ' ')),
    fromQuotedPrintable(unfolded).toString('latin1'),
    fromQuotedPrintable(unfolded).toString('utf8'),
    unfolded.replace(/%([0-9a-f]{2})/gi, (_all, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    ...base64,
  ].map((reading) => plain(reading.replace(/\b[a-z2-7]{56}\.(?=onion)/gi, '')));
}

/** The secrets in a text, but for those that the author wrote herself. */
export function secretsIn(text: string, tells: readonly string[] = []): string[] {
  const all = readings(text);
  const told = tells.map(plain);
  const found = NAMES.filter((name) => all.some((reading) => reading.includes(plain(name))));
  const logins = LOGINS.filter((login) =>
    all.some((reading) => new RegExp(`(?<![a-z0-9])${login}(?![a-z0-9])`).test(reading)),
  );
  const ids = text.match(EXIM_ID) ?? [];
  return [...found, ...logins, ...ids].filter((one) => !told.includes(plain(one)));
}
