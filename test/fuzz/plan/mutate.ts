import type { Random } from './random.js';

/** What tends to break a reader of lines. */
const TELLING = [
  '\r',
  '\n',
  '\r\n',
  '\n\r',
  '\0',
  '\xff',
  '\xc3\xa4',
  '\t',
  ' ',
  '-',
  '.',
  ':',
  '$',
  '*',
  '{',
  '\x1b[2J',
  '%s',
];

/** Changes a text in one to three places. */
export function mutate(text: string, random: Random): string {
  let mutant = text;
  for (let left = 1 + random.below(3); left > 0; left -= 1) mutant = change(mutant, random);
  return mutant;
}

function change(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const until = Math.min(text.length, at + 1 + random.below(8));
  const [before, piece, behind] = [text.slice(0, at), text.slice(at, until), text.slice(until)];
  switch (random.below(7)) {
    case 0:
      return before + behind;
    case 1:
      return before + piece + piece + behind;
    case 2:
      return before + random.octets(1) + text.slice(at + 1);
    case 3:
      return before;
    case 4:
      return before + piece.slice(0, 1).repeat(1 + random.below(600)) + text.slice(at + 1);
    default:
      return before + random.pick(TELLING) + text.slice(at);
  }
}

/** Cuts a text into segments, one in most cases. */
export function cut(text: string, random: Random): string[] {
  if (text.length < 2 || !random.oneIn(4)) return [text];
  const at = 1 + random.below(text.length - 1);
  return [text.slice(0, at), ...cut(text.slice(at), random)];
}
