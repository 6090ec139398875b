import { type Failure, isFailure } from '../replies.js';
import type { Server } from './greeting.js';
import { type ReplyLine, readReply } from './reply.js';

/** The server's answer to EHLO or HELO: its code, and its lines as they go on to the client. */
export interface Answer {
  readonly code: number;
  readonly text: string;
}

/**
 * Extensions that are left out of the answer where EHLO had two names. Inside TLS (RFC 3207) the client would say EHLO
 * again, and there we could not take the second name out.
 */
const HIDDEN = /^STARTTLS\s*$/i;

/** Says EHLO or HELO to the server. `filtered`: some extensions are hidden from the client. */
export async function introduce(
  server: Server,
  command: string,
  filtered: boolean,
  signal: AbortSignal,
): Promise<Answer | Failure> {
  await server.peer.write(`${command}\r\n`);
  const reply = await readReply(server.replies, signal);
  if (isFailure(reply)) return reply;
  const { code, lines } = reply;
  return { code, text: filtered && code < 300 ? withoutHidden(lines) : joined(lines) };
}

function joined(lines: readonly ReplyLine[]): string {
  return lines.map(({ raw }) => raw).join('');
}

/** Keeps the first line, which is the server's name whatever it looks like. The last line has a space after its code. */
function withoutHidden(lines: readonly ReplyLine[]): string {
  const rest = lines.filter(({ text }, index) => index === 0 || !HIDDEN.test(text));
  const last = rest.pop();
  return joined(rest) + (last?.raw.replace(/^(\d+)-/, '$1 ') ?? '');
}
