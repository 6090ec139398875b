import split2 from 'split2';
import type { Cancellation } from './cancellation.js';
import type { Peer, Read } from './peer.js';

/** A line, each octet one character (latin1). */
export interface Line {
  readonly text: string;
  readonly terminator: string;
}

/** What a peer sends, line by line. */
export interface Lines {
  /** The next line, or that it is over the limit, or how the peer stopped sending: a last line without terminator is no line. */
  next(cancellation?: Cancellation<unknown>): Promise<Line | 'overlong' | Exclude<Read, Buffer>>;
  /** Gives what was received and not yet given out back to the peer, byte for byte. */
  release(): void;
}

/** Splitting on a group gives the terminators too, which shows where a line ended and how. */
const TERMINATOR = /(\r?\n)/;

/**
 * Reads a peer line by line. CRLF and bare LF end a line. A line of more than `limit` octets, its terminator
 * included, is given out as overlong once, as soon as that is known; the rest of it is dropped.
 */
export function linesOf(peer: Peer, limit: number): Lines {
  /** What has come and was neither given out nor dropped. */
  let rest = '';
  let dropping = false;
  let text: string | undefined;

  // Texts and terminators come in turn. A terminator without its text ends a line of which split2 dropped the text.
  const pair = (piece: string): Line | undefined => {
    if (!piece.endsWith('\n')) {
      text = piece;
      return undefined;
    }
    const line = text === undefined ? undefined : { text, terminator: piece };
    text = undefined;
    return line;
  };
  // Octets go in as latin1 characters and not as a Buffer, which split2 would take for UTF-8.
  const settings = { maxLength: limit, skipOverflow: true, decodeStrings: false };
  const splitter = split2(TERMINATOR, pair, settings);

  return {
    async next(cancellation) {
      for (;;) {
        const line: Line | null = splitter.read();
        if (line) {
          const length = line.text.length + line.terminator.length;
          rest = rest.slice(length);
          return length > limit ? 'overlong' : line;
        }
        if (rest.length > limit) {
          rest = '';
          dropping = true;
          return 'overlong';
        }
        const bytes = await peer.read(cancellation);
        if (!Buffer.isBuffer(bytes)) return bytes;
        const characters = bytes.toString('latin1');
        splitter.write(characters);
        const lineEnd = characters.indexOf('\n');
        if (!dropping) rest += characters;
        else if (lineEnd >= 0) rest = characters.slice(lineEnd + 1);
        dropping &&= lineEnd < 0;
      }
    },
    release() {
      peer.unread(Buffer.from(rest, 'latin1'));
    },
  };
}
