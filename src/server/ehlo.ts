import { type Failure, isFailure, SERVER_NOT_SMTP } from '../replies.js';
import type { Cancellation } from '../wire/cancellation.js';
import type { Server } from './greeting.js';
import { readReply } from './reply.js';

/** The server's answer to EHLO or HELO: its code, and its lines as they go on to the client. */
export interface Answer {
  readonly code: number;
  readonly text: string;
}

/** The one code of success that RFC 5321 4.3.2 has for EHLO; a server's other 2xx means the same (4.2). */
const OK = 250;

/**
 * Extensions that are left out of the answer where EHLO had two names. Inside TLS (RFC 3207) the client would say EHLO
 * again, and there we could not take the second name out.
 */
const HIDDEN = /^STARTTLS(?:\s|$)/i;

/** Says EHLO or HELO to the server. `filtered`: some extensions are hidden from the client. */
export async function introduce(
  server: Server,
  command: string,
  filtered: boolean,
  cancellation: Cancellation<Failure>,
): Promise<Answer | Failure> {
  await server.peer.write(`${command}\r\n`);
  const reply = await readReply(server.replies, cancellation);
  if (isFailure(reply)) return reply;
  const { code, lines } = reply;
  if (code >= 300) return code < 400 ? SERVER_NOT_SMTP : { code, text: rendered(code, lines) };
  return { code: OK, text: rendered(OK, filtered ? withoutHidden(lines) : lines) };
}

/** Leaves the first line, which is the server's name whatever it looks like. */
function withoutHidden(lines: readonly string[]): readonly string[] {
  return lines.filter((text, index) => index === 0 || !HIDDEN.test(text));
}

/** The server's reply anew, so that nothing but SMTP reaches the client, however the server ended its lines. */
function rendered(code: number, lines: readonly string[]): string {
  return lines
    .map((text, index) => {
      const isLast = index === lines.length - 1;
      return `${code}${isLast ? text && ' ' : '-'}${text}\r\n`;
    })
    .join('');
}
