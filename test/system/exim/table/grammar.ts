import { ACCOUNTS } from './site.js';

/** The same numbers for the same seed (mulberry32). */
export function random(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (bound: number) => Math.floor(next() * bound);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const times = <T>(least: number, most: number, make: (at: number) => T) =>
    Array.from({ length: least + below(most - least + 1) }, (_, at) => make(at));
  return { below, pick, times, chance: (share: number) => next() < share };
}
export type Random = ReturnType<typeof random>;

/** Words that name the machine or somebody on it; they are for fields that must not leave. */
const SECRETS = [
  'mail.corp.example',
  'zoe@corp.example',
  'brand.example',
  'zoes-laptop.home.example',
  '203.0.113.7',
  'Mon, 1 Jan 2024 12:00:00 +1345',
  'Pacific/Chatham',
  'Exim 4.96',
  '<E1tQWmB-0004VY-2x@mail.corp.example>',
  'Realname',
  ...Object.keys(ACCOUNTS).filter((name) => name !== 'author'),
];
const WORDS = [
  'hello',
  'a',
  '$value',
  '${primary_hostname}',
  '$h_from:',
  '\\N^.*$\\N',
  '{',
  '}',
  '<;',
  ':',
  '*',
  '%',
  '\\n',
  '(?i)',
  '=?utf-8?q?=C3=A9?=',
  '\xe9t\xe9',
  '\xc3\xa9',
  '\xff\xfe',
  '\x7f',
  '\x01',
  '"',
  '\\',
  'To:',
  'From:',
  'X-Leak:',
  '..',
  '--',
];
const FORBIDDEN = [
  'Received',
  'Return-Path',
  'X-Originating-IP',
  'DKIM-Signature',
  'Sender',
  'Date',
  'Message-ID',
  'User-Agent',
  'X-Mailer',
  'Autocrypt',
  'List-Unsubscribe',
  'Errors-To',
  'Organization',
  'X-From',
  'Fro',
  'Tos',
  'Content',
  'Content-ID',
  'Content-MD5',
  'Content-Location',
  'Contents-Type',
  'Content-Typex',
  'Subject-Leak',
  'Reply',
  'In-Reply',
  'References-X',
  'Mime',
  '.*',
  '*',
  '$h_subject',
  '(?i)from|x',
  '\\N^.*$\\N',
  '${primary_hostname}',
  '<;',
  '{',
  '}',
  'Resent-Subject',
  'X',
  'Keywords',
  'Comments',
  'Return-Receipt-To',
  'Disposition-Notification-To',
];
const TEXTS = [
  'Subject',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'Content-Disposition',
  'Content-Language',
  'Content-Description',
];

export interface Names {
  /** Onion domains of the author's machine, and of others. */
  readonly own: string;
  readonly others: readonly string[];
}

/** A header that no rule refuses, with all that must not leave mixed in. Lines end with LF. */
export function makeHeader(r: Random, names: Names): string {
  const fold = () => r.pick(['\n ', '\n\t', '\n  ', ' \n ']);
  const blank = () => (r.chance(0.2) ? fold() : ' ');
  const cased = (name: string) =>
    r.pick([
      name,
      name,
      name.toLowerCase(),
      name.toUpperCase(),
      name.replace(/[a-z]/g, (c) => (r.chance(0.3) ? c.toUpperCase() : c)),
    ]);
  const words = (list: readonly string[], most: number) =>
    r
      .times(0, most, () => r.pick(list))
      .reduce((text, word) => (text === '' ? word : `${text}${blank()}${word}`), '');
  const colon = () => r.pick([': ', ': ', ': ', ':', ':\t', ':\n ']);
  const field = (name: string, value: string) => `${cased(name)}${value === '' ? ':' : colon()}${value}\n`;

  const onion = () => {
    const name = r.pick([names.own, ...names.others]);
    return r.pick([name, name, `mail.${name}`, name.toUpperCase()]);
  };
  const atom = () =>
    r.pick(['a', 'b.c', 'x+y', "o'k", '{x}', '$value', 'a_b', '#', '!', '|cat', '/etc', '*', '?', '=', '~']);
  const local = () => r.pick([atom(), atom(), '"a b"', '"x\\"y"', '"a,b"', '"<;"']);
  const phrase = () =>
    r.pick([
      'Alice',
      'A B',
      '"A. B, C"',
      '=?utf-8?q?Al=C3=AFce?=',
      '"$sender_ident {"',
      '"<; x"',
      '"a\\\\b"',
      '"(a"',
      'A =?utf-8?b?w6k=?= B',
    ]);
  const mailbox = (domain = onion()) => {
    const address = `${local()}@${domain}`;
    return r.pick([
      address,
      `<${address}>`,
      `${phrase()}${blank()}<${address}>`,
      `${address} (${r.pick(['a', 'b (c)', '\\)'])})`,
    ]);
  };
  const list = (most: number, domain: () => string) =>
    r.times(1, most, () => mailbox(domain())).reduce((text, one) => `${text},${blank()}${one}`);
  const anywhere = () => (r.chance(0.3) ? r.pick(['far.example', 'elsewhere.example']) : onion());

  const id = () =>
    r.pick([
      () => `<${r.below(1e9)}@${onion()}>`,
      () => `<${r.below(1e9)}.a$b{c}@${onion()}>`,
      () => `<E1tQWmB-0004VY-2x@${r.pick(['mail.corp.example', 'zoes-laptop', 'far.example'])}>`,
      () => `<${r.below(1e9)}@${names.own}.corp.example>`,
    ])();
  const between = () => r.pick([' ', ' ', '\n ', '\n\t', ' (zoe@corp.example) ', ' corp.example ']);
  const ids = () =>
    r
      .times(0, r.pick([2, 5, 40]), id)
      .reduce((text, one) => (text === '' ? one : `${text}${between()}${one}`), '');

  const fields = r.times(2, 14, () =>
    r.pick([
      () => field(r.pick(TEXTS), words(WORDS, 8)),
      () => field(r.pick(['To', 'Cc']), list(5, anywhere)),
      () => field('Reply-To', list(2, onion)),
      () => field(r.pick(['References', 'In-Reply-To']), ids()),
      () => field(r.pick(FORBIDDEN), words([...SECRETS, ...WORDS], 8)),
      () => field(r.pick(FORBIDDEN), words([...SECRETS, ...WORDS], 8)),
      () =>
        `${r.pick(['To', 'Subject', 'Cc', 'References', 'Reply-To', 'Content-Type'])}${r.pick([' ', '\t', '  '])}: ${words(SECRETS, 3)}\n`,
    ])(),
  );
  fields.splice(r.below(fields.length + 1), 0, field('From', list(2, onion)));
  return fields.join('');
}
