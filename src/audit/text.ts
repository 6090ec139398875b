/** Texts of a server: how they are shown to people, and compared. */

/** A text that is safe on a terminal: one line of printable ASCII, at most so long. */
export function show(text: string, most = 500): string {
  const line = text
    .replace(/(\r?\n)+$/, '')
    .replace(/\r?\n/g, ' / ')
    .replace(/[^\x20-\x7e]/g, (octet) => `\\x${octet.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return line.length > most ? `${line.slice(0, most - 12)}... (${line.length})` : line;
}

/**
 * Takes the given words out of a text, where they are not part of a longer word; `found` are those that were there. The
 * longest are taken first, so that of a host's name its domain is not found as well.
 */
export function takeOut(
  text: string,
  words: readonly string[],
): { readonly rest: string; readonly found: string[] } {
  let rest = text;
  const found: string[] = [];
  for (const word of [...words].sort((a, b) => b.length - a.length)) {
    const pattern = wordPattern(word);
    const left = pattern ? rest.replace(pattern, GONE) : rest;
    if (left !== rest) found.push(word);
    rest = left;
  }
  return { rest, found };
}

/** A text in lower case, with a star for each word that only repeats one that was sent after the verb. */
export function withoutEcho(text: string, sent: string): string {
  const words = new Set(sent.toLowerCase().match(WORD)?.slice(1));
  return text
    .toLowerCase()
    .replace(WORD, (word) => (words.has(word) ? '*' : word))
    .replaceAll('[*]', '*');
}

/** A name or an address, without a final dot or colon. */
const WORD = /[\w:.-]*[\w-]/g;

/** Marks where something was taken out. */
export const GONE = '\0';

function wordPattern(word: string): RegExp | undefined {
  if (word === '') return undefined;
  const literal = word.replace(
    /[^\w]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  const edge = (character: string) => (/[a-z0-9]/i.test(character) ? '[a-z0-9]' : '(?!)');
  return new RegExp(`(?<!${edge(word.charAt(0))})${literal}(?!${edge(word.charAt(word.length - 1))})`, 'gi');
}
