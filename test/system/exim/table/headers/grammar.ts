import type { Random } from './random.js';
import { FORBIDDEN, SECRETS, TEXTS, WORDS } from './words.js';

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
