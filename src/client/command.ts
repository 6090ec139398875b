/** A command line (RFC 5321 4.1.1): its verb in capitals and the words after it. */
export interface Command {
  readonly verb: string;
  readonly words: readonly string[];
}

/** Parses a command line; undefined if it has an octet that no command may have (RFC 5321 2.3.8, 2.4, 4.1.2). */
export function parseCommand(line: string): Command | undefined {
  if (/[^\t\x20-\x7f]/.test(line)) return undefined;
  const [verb = '', ...words] = line.trim().split(/\s+/);
  return { verb: verb.toUpperCase(), words };
}

/** Commands that only a real mail server can answer. */
const FOR_THE_SERVER = new Set(['MAIL', 'RCPT', 'DATA', 'BDAT', 'AUTH', 'STARTTLS', 'ETRN', 'EXPN']);

/** Whether there has to be a server first. */
export function needsServer({ verb }: Command): boolean {
  return FOR_THE_SERVER.has(verb);
}

/** Whether a connection's first line is of another protocol: HTTP and its relatives, SSH. */
export function isForeign(line: string): boolean {
  return /\b(HTTP|RTSP|SIP)\/\d|^SSH-/i.test(line);
}

/**
 * Whether a connection's first octet cannot begin an SMTP command: a control character, as in a TLS record (0x16)
 * or a SOCKS request (0x04, 0x05).
 */
export function isBinary(first: number | undefined): boolean {
  return first !== undefined && first < 0x20 && !/\s/.test(String.fromCharCode(first)) && first !== 0;
}
