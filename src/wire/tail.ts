/** Octets of a peer's last words that are kept: an envelope, in most cases, and the beginning of a message. */
const LENGTH = 1024;

/** Milliseconds: the 10 minutes that RFC 5321 4.5.3.2.6 gives a server to answer the end of a message; and if there is none. */
const LAST_REPLY = 600_000;
const NO_REPLY = 30_000;

/** Adds what a peer said to the end of what it had said, in latin1. */
export function lengthen(tail: string, bytes: Buffer): string {
  return (tail + bytes.toString('latin1', Math.max(0, bytes.length - LENGTH))).slice(-LENGTH);
}

/** How long a server may be silent once the client has sent its FIN, behind these last words, milliseconds. */
export function afterFin(tail: string): number {
  return mayEndMessage(tail) ? LAST_REPLY : NO_REPLY;
}

/**
 * Whether a reply to these last words can mean that a message was taken: they end in the dot behind one, in QUIT, which Exim
 * sends together with that, or in a BDAT chunk (RFC 3030), or they are no text at all, as inside TLS. A peer that left at any
 * other point has no message under way that could still be accepted. Where not all that it said is there, it may have been
 * a chunk whose command is out of sight.
 */
export function mayEndMessage(tail: string): boolean {
  if (tail.length === LENGTH) return true;
  return /(?:^|\n)(?:\.|QUIT[ \t]*)\r?\n$|(?:^|\n)BDAT |[^\t\r\n\x20-\x7e]/i.test(tail);
}
