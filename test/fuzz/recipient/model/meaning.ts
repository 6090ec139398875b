import { isOnion } from '../../../support/stand-ins/onion-address.js';
import type { Goal, Names } from '../plan/names.js';

/** A path of MAIL or RCPT as it stands, what is behind its @, and what follows it. */
export interface Path {
  readonly text: string;
  readonly domain: string;
  readonly rest: readonly string[];
}

/** The words of a line, the first in capitals; none if it has an octet that no command may have. */
export function wordsOf(line: string): string[] | undefined {
  const text = line.replace(/\r?\n$/, '');
  if (/[^\t -\x7f]/.test(text)) return undefined;
  const [verb = '', ...words] = text.split(/[ \t]+/).filter((word) => word !== '');
  return [verb.toUpperCase(), ...words];
}

/** The path behind `MAIL FROM` or `RCPT TO` and a colon (RFC 5321 4.1.2), if there is one: no source route. */
export function pathIn(line: string, what: 'MAIL FROM' | 'RCPT TO'): Path | undefined {
  const [before = '', ...behind] = line.split(':');
  if (
    before
      .trim()
      .toUpperCase()
      .replace(/[ \t]+/, ' ') !== what ||
    /[ \t]$/.test(before)
  )
    return undefined;
  const text = behind.join(':').trim();
  const at = localEnd(text);
  if (at === undefined) return undefined;
  const close = text.indexOf('>', at);
  const domain = text.charAt(at) === '@' ? text.slice(at + 1, close) : '';
  if (close < 0 || (close !== at && (domain === '' || /[ \t"<@]/.test(domain)))) return undefined;
  const rest = text.slice(close + 1);
  if (!/^(?:[ \t]|$)/.test(rest)) return undefined;
  const words = rest.split(/[ \t]+/).filter((word) => word !== '');
  return { text: text.slice(0, close + 1), domain, rest: words };
}

/** Where the local part ends that begins behind `<`: it is a quoted string, or has none of the characters that part an address. */
function localEnd(text: string): number | undefined {
  if (!text.startsWith('<')) return undefined;
  if (text.charAt(1) === '>') return 1;
  if (text.charAt(1) !== '"') {
    const end = text.slice(1).search(/[ \t"<>@,:]/);
    return end > 0 ? end + 1 : undefined;
  }
  for (let at = 2; at < text.length; at += 1) {
    if (text.charAt(at) === '\\') at += 1;
    else if (text.charAt(at) === '"') return at + 1;
  }
  return undefined;
}

/** The parameters of MAIL: SIZE and BODY, and the extension of each; none if there is another. */
export function extensionsFor({ rest }: Path): string[] | undefined {
  const names = rest.map((word) => {
    const [key, value = ''] = word.toUpperCase().split('=');
    if (key === 'SIZE' && word.split('=').length === 2 && /^\d{1,20}$/.test(value)) return 'SIZE';
    return word.split('=').length === 2 && key === 'BODY' && /^(7BIT|8BITMIME)$/.test(value)
      ? '8BITMIME'
      : '';
  });
  return names.includes('') ? undefined : names;
}

/** Where mail for a domain goes; or the code that says that it goes nowhere. */
export function goalOf(domain: string, { entries }: Names): Goal | 451 | 550 {
  const name = domain.toLowerCase().replace(/\.$/, '');
  const labels = name.split('.');
  if (labels.at(-1) === 'onion') {
    const isFit = labels.every((label) => /^\w(?:[\w-]{0,61}\w)?$/.test(label)) && name.length <= 253;
    return isFit && isOnion(labels.slice(-2).join('.')) ? { host: name, port: 25 } : 550;
  }
  const keys = [name, ...labels.map((_label, index) => `*.${labels.slice(index).join('.')}`)];
  const key = keys.find((each) => entries.has(each));
  return key === undefined ? 550 : (entries.get(key) ?? 451);
}
