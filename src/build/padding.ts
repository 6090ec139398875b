import { createHash } from 'node:crypto';

/**
 * Characters. V8 has a space of its own for a string of more than 128 Ki. A shorter one lies among the young objects, which V8 collects
 * once they fill four fifths of a mebibyte; Node has made a third of a mebibyte before the program begins. So the text is made longer than
 * it is: then no launched session collects garbage, in Node 20 and later.
 */
const LARGE = 132 * 1024;

/**
 * Makes the text of a bundle longer with blanks. V8 takes the code cache of another text if only the length is the same, and ends with a
 * segmentation fault: so the length is the text's own.
 */
export function padded(text: string): string {
  const own = createHash('sha256').update(text).digest().readUInt16BE() % 4096;
  return text.padEnd(LARGE + own);
}
