import { type Failure, SERVER_CLOSED, SERVER_NOT_SMTP } from '../replies.js';
import type { Cancellation } from '../wire/cancellation.js';
import type { Lines } from '../wire/lines.js';

/** A reply of the server: its code, and the text of each line in printable ASCII. */
export interface ServerReply {
  readonly code: number;
  readonly lines: readonly string[];
}

const MOST_LINES = 100;

/** Reads one reply, of one or more lines (RFC 5321 4.2.1). If cancelled, it resolves with the reason. */
export async function readReply(
  replies: Lines,
  cancellation: Cancellation<Failure>,
): Promise<ServerReply | Failure> {
  const lines: string[] = [];
  let code: string | undefined;
  for (;;) {
    const line = await replies.next(cancellation);
    if (line === 'cancelled') return cancellation.reason as Failure;
    if (line === 'overlong') return SERVER_NOT_SMTP;
    if (typeof line === 'string') return SERVER_CLOSED;
    const [, digits, mark, text = ''] = line.text.match(/^([2-5]\d\d)(?:([ -])(.*))?$/s) ?? [];
    code ??= digits;
    if (digits === undefined || digits !== code || lines.length >= MOST_LINES) return SERVER_NOT_SMTP;
    lines.push(text.replace(/[^\t\x20-\x7e]/g, '?'));
    if (mark !== '-') return { code: Number(digits), lines };
  }
}
