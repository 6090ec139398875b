import type { Change } from './change.js';

/*
 * Lists in Debian's file of settings: dc_other_hostnames='one.example:two.example', or with semicolons.
 */

const lineOf = (key: string) => new RegExp(`^(\\s*${key}=)(['"]?)(.*?)\\2(\\s*)$`, 'm');
const items = (list: string) => list.split(/[:;]/).map((item) => item.trim());

/** Words are in the list of this key. */
export function withWords(key: string, words: readonly string[]): Change {
  return (text = '') => {
    const [all, name = '', quote = '', list = '', rest = ''] = text.match(lineOf(key)) ?? [];
    const missing = words.filter((word) => !items(list.toLowerCase()).includes(word));
    if (missing.length === 0) return undefined;
    const takeOut = { kind: 'words', key, words: missing } as const;
    if (all === undefined) {
      const end = text === '' || text.endsWith('\n') ? '' : '\n';
      return { text: `${text}${end}${key}='${missing.join(':')}'\n`, takeOut };
    }
    const separator = list.includes(';') ? ' ; ' : ':';
    const longer = [...(list.trim() === '' ? [] : [list]), ...missing].join(separator);
    const line = `${name}${quote || "'"}${longer}${quote || "'"}${rest}`;
    return { text: text.replace(lineOf(key), () => line), takeOut };
  };
}

/** The list without these words. */
export function withoutWords(text: string, key: string, words: readonly string[]): string {
  return text.replace(lineOf(key), (_, name: string, quote: string, list: string, rest: string) => {
    const separator = list.includes(';') ? ' ; ' : ':';
    const kept = items(list).filter((item) => item !== '' && !words.includes(item.toLowerCase()));
    return `${name}${quote}${kept.join(separator)}${quote}${rest}`;
  });
}
