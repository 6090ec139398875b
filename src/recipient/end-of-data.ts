/**
 * The end of a message: CRLF, a dot, CRLF (RFC 5321 4.1.1.4), and nothing else. A bare CR or LF ends no line here, but it may at the
 * server. A dot alone between any other line ends is a look-alike: that server would read what follows as commands.
 */
export interface EndOfData {
  /** Looks at the next octets; returns how many of them belong to the message, with its end, or undefined if it goes on. */
  scan(bytes: Buffer): number | undefined;
  /** There was a look-alike in what has been scanned. */
  isForged: boolean;
  /** The last octet scanned is a CR that ends the message or a look-alike: the next one says which. */
  isUndecided: boolean;
}

/** Where in the text we are: behind an octet in a line, a CR, CRLF, a bare LF, and behind a dot that came after these. */
const [TEXT, CR, LINE, LF, DOT, DOT_CR, LOOSE_DOT, END] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
/** Added to a place that is reached by a look-alike. */
const FORGED = 8;

/** For each place, where the next octet leads: another, CR, LF, a dot. */
const NEXT: readonly (readonly [number, number, number, number])[] = [
  [TEXT, CR, LF, TEXT],
  [TEXT, CR, LINE, LOOSE_DOT],
  [TEXT, CR, LF, DOT],
  [TEXT, CR, LF, LOOSE_DOT],
  [TEXT, DOT_CR, LF + FORGED, TEXT],
  [TEXT + FORGED, CR + FORGED, END, LOOSE_DOT + FORGED],
  [TEXT, CR + FORGED, LF + FORGED, TEXT],
];

function kindOf(octet: number): 0 | 1 | 2 | 3 {
  if (octet === 0x0d) return 1;
  if (octet === 0x0a) return 2;
  return octet === 0x2e ? 3 : 0;
}

/** For one message, from behind the line of DATA on. */
export function endOfData(): EndOfData {
  let place: number = LINE;
  const message: EndOfData = {
    scan(bytes) {
      message.isUndecided = false;
      for (let at = 0; at < bytes.length; at += 1) {
        const next = (NEXT[place] as (typeof NEXT)[0])[kindOf(bytes[at] as number)];
        if (next >= FORGED) message.isForged = true;
        place = next % FORGED;
        if (place === END) return at + 1;
      }
      message.isUndecided = place === DOT_CR;
      return undefined;
    },
    isForged: false,
    isUndecided: false,
  };
  return message;
}
