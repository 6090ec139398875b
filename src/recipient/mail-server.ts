import type { Failure, Reply } from '../replies.js';
import { isFailure, SERVER_CLOSED, SERVER_NOT_SMTP } from '../replies.js';
import type { Answer } from '../server/ehlo.js';
import { REPLY_LINE } from '../server/greeting.js';
import { readReply } from '../server/reply.js';
import type { Cancellation } from '../wire/cancellation.js';
import { linesOf } from '../wire/lines.js';
import type { Peer } from '../wire/peer.js';

/** A server that has accepted our hello. After a Failure it must not be asked again: its next reply may be that to an earlier command. */
export interface MailServer {
  readonly peer: Peer;
  /** In capitals. */
  readonly extensions: ReadonlySet<string>;
  /** Says a command and reads the reply, which is 2xx, 4xx or 5xx, or `other`. */
  ask(command: string, cancellation: Cancellation<Failure>, other?: number): Promise<Reply | Failure>;
  /** Reads a reply. */
  reply(cancellation: Cancellation<Failure>, other?: number): Promise<Reply | Failure>;
  /** Says QUIT, and waits for no answer. */
  leave(): void;
}

/** The server behind a connection, with its answer to EHLO. */
export function mailServer(peer: Peer, hello: Answer): MailServer {
  const replies = linesOf(peer, REPLY_LINE);
  const [, ...offers] = textOf(hello);

  async function reply(cancellation: Cancellation<Failure>, other?: number): Promise<Reply | Failure> {
    const answer = await readReply(replies, cancellation);
    if (isFailure(answer)) return answer;
    const { code, lines } = answer;
    if (code >= 300 && code < 400 && code !== other) return SERVER_NOT_SMTP;
    const said = ofServer(code, lines);
    // RFC 5321 3.8: it closes.
    return code === 421 ? { reply: said, cause: 'server said 421' } : said;
  }

  return {
    peer,
    extensions: new Set(offers.map((offer) => offer.split(' ', 1)[0]?.toUpperCase() ?? '')),
    reply,
    async ask(command, cancellation, other) {
      const sent = await peer.write(`${command}\r\n`, cancellation);
      return sent || cancellation.reason ? reply(cancellation, other) : SERVER_CLOSED;
    },
    leave() {
      void peer.write('QUIT\r\n');
      void peer.close();
    },
  };
}

/** The lines of an answer, without its code. */
export function textOf({ text }: Answer): readonly string[] {
  return text.split('\r\n').flatMap((line) => (line === '' ? [] : line.slice(4)));
}

/**
 * The reply of a server as it goes to the client. 421 would say that we close, and the mail of other destinations would wait: the
 * client gets 451.
 */
export function ofServer(code: number, text: readonly string[]): Reply {
  return { code: code === 421 ? 451 : code, text };
}
