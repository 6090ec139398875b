/** What is shown to people. */

/** Text as it may be shown on a terminal: one line, in printable ASCII, not endless. */
export function show(text: string, most = 500): string {
  const line = text
    .replace(/(\r?\n)+$/, '')
    .replace(/\r?\n/g, ' / ')
    .replace(/[^\x20-\x7e]/g, (octet) => `\\x${octet.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return line.length > most ? `${line.slice(0, most - 12)}... (${line.length})` : line;
}

/**
 * Takes those of the words that stand in the text, not as a part of a longer word, out of it. The longest are taken
 * first, so that a domain is not told again for the host in it.
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

/** A text in lower case, with a star for each word that only repeats one that was sent behind the verb. */
export function withoutEcho(text: string, sent: string): string {
  const words = new Set(sent.toLowerCase().match(WORD)?.slice(1));
  return text
    .toLowerCase()
    .replace(WORD, (word) => (words.has(word) ? '*' : word))
    .replaceAll('[*]', '*');
}

/** A name or an address, without a point or colon behind it. */
const WORD = /[\w:.-]*[\w-]/g;

/** Stands where something was taken out. */
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
