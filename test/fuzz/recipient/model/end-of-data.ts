/** What RFC 5321 4.1.1.4 makes of the octets behind DATA, told without the program's help. */
export interface Extent {
  /** Behind the message's end, CRLF, a dot, CRLF; undefined if that has not come. */
  readonly end: number | undefined;
  /** A dot stands alone between other line ends: some servers take that for the end. */
  readonly isForged: boolean;
  /** A server may not hear more than so many: one more could be such an end. */
  readonly most: number;
}

/** How far a message goes in the octets that have come. */
export function extentOf(text: string): Extent {
  const found = `\r\n${text}`.indexOf('\r\n.\r\n');
  const end = found < 0 ? undefined : found + 3;
  const octets = text.slice(0, end);
  for (const { index, 1: before } of octets.matchAll(/(^|\r\n|[\r\n])\.(?=[\r\n])/g)) {
    const behind = index + (before ?? '').length + 1;
    if (behind + 2 === end) break;
    const isOpen = (before === '' || before === '\r\n') && octets.slice(behind) === '\r';
    return { end, isForged: !isOpen, most: behind };
  }
  return { end, isForged: false, most: octets.length };
}
