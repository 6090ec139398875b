import split2 from 'split2';
import type { End, Read } from './end.js';

/** A line, each octet one character (latin1), or the fact that it was over the limit. */
export type Line = { readonly text: string; readonly terminator: string } | { readonly overlong: true };

export interface Lines {
  /** The next line, or how the end stopped sending (a last line without terminator is then no line). */
  next(signal?: AbortSignal): Promise<Line | Exclude<Read, Buffer>>;
  /** Hands what was received and not yet given out back to the end, byte for byte. */
  release(): Promise<void>;
}

/** A line with its terminator. Whoever splits on a group gets the terminators too, and can put the bytes together again. */
const TERMINATOR = /(\r?\n)/;

/**
 * Reads an end line by line. CRLF and bare LF end a line. A line of more than `limit` octets, its terminator
 * included, is given out as overlong once, as soon as that is known; the rest of it is dropped.
 */
export function linesOf(end: End, limit: number): Lines {
  let text: string | undefined;
  let unterminated = 0;
  let overlong = false;

  // Texts and terminators come in turn. A terminator without its text ends a line of which split2 dropped the text.
  const pair = (piece: string) => {
    if (!piece.endsWith('\n')) {
      text = piece;
      return undefined;
    }
    const line = text === undefined ? undefined : { text, terminator: piece };
    text = undefined;
    overlong = false;
    return line;
  };
  // Octets go in as latin1 characters and not as a Buffer, which split2 would take for UTF-8.
  const settings = { maxLength: limit, skipOverflow: true, decodeStrings: false };
  const splitter = split2(TERMINATOR, pair, settings);

  return {
    async next(signal) {
      for (;;) {
        const line: { text: string; terminator: string } | null = splitter.read();
        if (line) return line.text.length + line.terminator.length > limit ? { overlong: true } : line;
        if (unterminated > limit && !overlong) {
          overlong = true;
          return { overlong };
        }
        const bytes = await end.read(signal);
        if (!Buffer.isBuffer(bytes)) return bytes;
        const last = bytes.lastIndexOf(0x0a);
        unterminated = last < 0 ? unterminated + bytes.length : bytes.length - last - 1;
        splitter.write(bytes.toString('latin1'));
      }
    },
    async release() {
      splitter.end();
      const rest: { text: string; terminator: string }[] = await splitter.toArray();
      const bytes = rest.map((line) => line.text + line.terminator).join('') + (text ?? '');
      end.unread(Buffer.from(bytes, 'latin1'));
    },
  };
}
