import { beginsBinary } from '../client/dialogue.js';
import { CLIENT_NOT_SMTP, CLIENT_SILENT, type Failure } from '../replies.js';
import type { Cancellation } from '../wire/cancellation.js';
import { within } from '../wire/deadline.js';
import { linesOf } from '../wire/lines.js';
import type { Peer } from '../wire/peer.js';
import { COMMAND_TOO_LONG } from './replies.js';

/** The command lines of a client, and the replies to it. */
export interface Commands {
  /** The next line, or what is wrong with it, or that the client has left. */
  next(): Promise<{ readonly text: string } | Failure | 'left'>;
  /** False if the client is gone or does not read. */
  say(text: string): Promise<boolean>;
  /** Gives what has come behind the last line back to the client's peer: a message. */
  release(): void;
}

/** Octets: the 512 of RFC 5321 4.5.3.1.4, and room for what extensions add to MAIL. */
const COMMAND_LINE = 1024;
/** Milliseconds: a server waits at least 5 minutes for a command, RFC 5321 4.5.3.2.7. */
const NEXT_COMMAND = 300_000;

/** Reads commands until `stop` happens. */
export function commandsOf(client: Peer, stop: Cancellation<Failure>): Commands {
  let lines = linesOf(client, COMMAND_LINE);
  let isFirst = true;
  return {
    next: () =>
      within(NEXT_COMMAND, CLIENT_SILENT, stop, async ({ cancellation }) => {
        if (isFirst && (await beginsBinary(client, cancellation))) return CLIENT_NOT_SMTP;
        isFirst = false;
        const line = await lines.next(cancellation);
        if (line === 'cancelled') return cancellation.reason as Failure;
        if (line === 'overlong') return COMMAND_TOO_LONG;
        return typeof line === 'string' ? 'left' : line;
      }),
    say: (text) =>
      within(NEXT_COMMAND, CLIENT_SILENT, stop, ({ cancellation }) => client.write(text, cancellation)),
    release() {
      lines.release();
      lines = linesOf(client, COMMAND_LINE);
    },
  };
}
