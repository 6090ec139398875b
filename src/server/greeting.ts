import { type Failure, SERVER_CLOSED, SERVER_NOT_SMTP, serverFailure } from '../replies.js';
import { type Lines, linesOf } from '../wire/lines.js';
import type { End } from '../wire/peer.js';

/** The remote server, as long as its replies are read. */
export interface Server {
  readonly end: End;
  readonly replies: Lines;
}

/** The server's answer to EHLO or HELO: its code, and its lines as they go on to the client. */
export interface Answer {
  readonly code: number;
  readonly text: string;
}

interface ServerReply {
  readonly code: number;
  readonly lines: readonly ReplyLine[];
}

/** One line of a reply: its text, and all of it as it came. */
interface ReplyLine {
  readonly text: string;
  readonly raw: string;
}

/** Octets. RFC 5321 4.5.3.1.5 has 512; servers that say more are understood. */
const REPLY_LINE = 2048;
const MOST_LINES = 100;

const NOT_SMTP: Failure = { reply: SERVER_NOT_SMTP, cause: 'server does not speak SMTP' };
const CLOSED: Failure = { reply: SERVER_CLOSED, cause: 'server closed early' };

/** Takes the server's whole greeting: a server may drop a client that speaks before its end. */
export async function greeted(end: End, signal: AbortSignal): Promise<Server | Failure> {
  const server = { end, replies: linesOf(end, REPLY_LINE) };
  const reply = await readReply(server, signal);
  if ('reply' in reply) return reply;
  const kind = Math.floor(reply.code / 100);
  if (kind === 2) return server;
  return kind === 4 || kind === 5
    ? serverFailure(
        reply.code,
        reply.lines.map(({ text }) => printable(text)),
      )
    : NOT_SMTP;
}

/** Says EHLO or HELO to the server. `hideStartTls`: the client cannot use it (RFC 3207 wants EHLO again inside TLS). */
export async function introduce(
  server: Server,
  command: string,
  hideStartTls: boolean,
  signal: AbortSignal,
): Promise<Answer | Failure> {
  await server.end.write(`${command}\r\n`);
  const reply = await readReply(server, signal);
  if ('reply' in reply) return reply;
  const text = hideStartTls && reply.code < 300 ? withoutStartTls(reply.lines) : joined(reply.lines);
  return { code: reply.code, text };
}

function joined(lines: readonly ReplyLine[]): string {
  return lines.map(({ raw }) => raw).join('');
}

/** The reply without its STARTTLS line, which never is the first. The last line has a space behind its code. */
function withoutStartTls(lines: readonly ReplyLine[]): string {
  const rest = lines.filter(({ text }, index) => index === 0 || !/^STARTTLS\s*$/i.test(text));
  const last = rest.pop();
  return joined(rest) + (last?.raw.replace(/^(\d+)-/, '$1 ') ?? '');
}

/** Reads one reply of any number of lines (RFC 5321 4.2.1). */
async function readReply({ replies }: Server, signal: AbortSignal): Promise<ServerReply | Failure> {
  const lines: ReplyLine[] = [];
  let code: string | undefined;
  for (;;) {
    const line = await replies.next(signal);
    if (line === 'aborted') return signal.reason as Failure;
    if (typeof line === 'string') return CLOSED;
    if ('overlong' in line) return NOT_SMTP;
    const [raw, digits, mark, text = ''] = line.text.match(/^([2-5]\d\d)(?:([ -])(.*))?$/s) ?? [];
    code ??= digits;
    if (digits === undefined || digits !== code || lines.length >= MOST_LINES) return NOT_SMTP;
    lines.push({ text, raw: raw + line.terminator });
    if (mark !== '-') return { code: Number(digits), lines };
  }
}

/** What of a server's text may stand in a reply of ours: printable ASCII, within the length of a line. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 400);
}
