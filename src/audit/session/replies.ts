import { SERVER_SILENT } from '../../replies.js';
import { type Cancellation, NEVER } from '../../wire/cancellation.js';
import { within } from '../../wire/deadline.js';
import { linesOf } from '../../wire/lines.js';
import type { Peer } from '../../wire/peer.js';

/** What came back: a reply with its code and its lines (latin1, without line ends), or how the wait for one ended. */
export interface Reply {
  /** `?` where no reply begins so, `close` and `silence` where there was none, `TLS` for a certificate. */
  readonly code: string;
  readonly lines: readonly string[];
}

/** The replies of a server. */
export interface Replies {
  /** The next one; `close` if the server has closed, `silence` if none came within the time (milliseconds). */
  next(time: number): Promise<Reply>;
}

/** Octets: a server that says more on one connection is no mail server. */
const MOST = 1_000_000;

/**
 * Reads replies. Unlike the proxy's reader it refuses nothing: a line that is no reply, or one that the close cut short, may
 * give something away too.
 */
export function repliesOf(peer: Peer): Replies {
  const received = linesOf(peer, MOST);
  let lines: string[] = [];
  let closed = false;

  /** The lines so far, as a reply. */
  function whole(): Reply {
    const reply = { code: lines.at(-1)?.match(/^\d{3}(?= |-|$)/)?.[0] ?? '?', lines };
    lines = [];
    return reply;
  }

  /** What is left when the server has closed: a reply without its end, or none. */
  async function remainder(): Promise<Reply> {
    if (!closed) received.release();
    closed = true;
    const rest = await peer.read();
    if (Buffer.isBuffer(rest)) lines.push(rest.toString('latin1'));
    return lines.length > 0 ? whole() : { code: 'close', lines: [] };
  }

  async function next(cancellation: Cancellation<unknown>): Promise<Reply> {
    for (;;) {
      if (peer.received > MOST) peer.destroy();
      const line = closed ? 'fin' : await received.next(cancellation);
      if (line === 'cancelled') return { code: 'silence', lines: [] };
      if (line === 'overlong') peer.destroy();
      else if (typeof line === 'string') return remainder();
      else {
        lines.push(line.text);
        if (!/^\d{3}-/.test(line.text)) return whole();
      }
    }
  }

  return {
    async next(time) {
      const reply = await within(time, SERVER_SILENT, NEVER, ({ cancellation }) => next(cancellation));
      // The server may say more, unasked, and close: that is noticed now, not with the next command.
      peer.readAhead();
      return reply;
    },
  };
}
