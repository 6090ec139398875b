import {
  CLIENT_LOST,
  CLIENT_SILENT,
  type Failure,
  isFailure,
  type Reply,
  SERVER_NOT_SMTP,
  SERVER_SILENT,
} from '../replies.js';
import { type Cancellation, Canceller } from '../wire/cancellation.js';
import { within } from '../wire/deadline.js';
import type { Peer } from '../wire/peer.js';
import { endOfData } from './end-of-data.js';
import type { MailServer } from './mail-server.js';
import { LOOK_ALIKE } from './replies.js';

/** What came of a message: a result; or that the client left, was silent, or was cut off before its end. */
export type Passed =
  | { readonly kind: 'answered'; readonly result: Reply | Failure }
  | { readonly kind: 'broken'; readonly outcome: 'left' | 'idle' | 'cut'; readonly failure: Failure };

const NOTHING = Buffer.alloc(0);
/** Octets written at a time: on a slow circuit, each piece that is taken is a sign of life. */
const PIECE = 512 * 1024;
/** Milliseconds for a piece. After 3 minutes (RFC 5321 4.5.3.2.5) the client would give up, and blame us for it. */
const BLOCK = 150_000;
/** Milliseconds for the reply to the end of a message, for the same reason less than 10 minutes (4.5.3.2.6). */
const LAST_REPLY = 590_000;

/**
 * Moves a message from the client to the server, up to its end and no further, and reads the reply. Where the server fails before
 * that, it is sent no more, and the rest is read all the same: a client hears no reply before it has said all. `stop` ends it at once.
 */
export async function passMessage(
  client: Peer,
  server: MailServer,
  idle: number,
  stop: Cancellation<Failure>,
): Promise<Passed> {
  const message = endOfData();
  /** Happens with the result, when there is one before the server has the whole message. It never gets the rest, then. */
  const early = new Canceller<Reply | Failure>();
  early.listen(() => server.peer.destroy());
  const late = new Canceller<Failure>();
  const release = stop.listen((reason) => early.cancel(reason));
  let isWhole = false;
  const answer = server.reply(late).then((result) => {
    // A server may refuse early. One that accepts what it does not have yet has read something else.
    if (!isWhole) early.cancel(isFailure(result) || result.code >= 400 ? result : SERVER_NOT_SMTP);
    return result;
  });

  async function send(bytes: Buffer, isEnd: boolean): Promise<void> {
    for (let at = 0; at < bytes.length && !early.reason; at += PIECE) {
      const next = at + PIECE;
      isWhole = isEnd && next >= bytes.length;
      const taken = await within(BLOCK, SERVER_SILENT, early, async ({ cancellation }) => {
        const written = await server.peer.write(bytes.subarray(at, next), cancellation);
        return written || !cancellation.reason || cancellation.reason;
      });
      if (taken !== true) early.cancel(taken);
    }
  }

  async function pass(): Promise<Passed> {
    let kept = NOTHING;
    for (let end: number | undefined; end === undefined; ) {
      const bytes = await within(idle, CLIENT_SILENT, stop, async ({ cancellation }) => {
        const read = await client.read(cancellation);
        return read === 'cancelled' ? (cancellation.reason as Failure) : read;
      });
      if (!Buffer.isBuffer(bytes)) return broken(typeof bytes === 'string' ? CLIENT_LOST : bytes);
      end = message.scan(bytes);
      if (message.isForged) early.cancel(LOOK_ALIKE);
      const piece = Buffer.concat([kept, bytes.subarray(0, end)]);
      // So that no look-alike is ever sent whole.
      kept = message.isUndecided ? piece.subarray(-1) : NOTHING;
      await send(piece.subarray(0, piece.length - kept.length), end !== undefined);
      if (end !== undefined) client.unread(Buffer.from(bytes.subarray(end)));
    }
    if (early.reason) return { kind: 'answered', result: early.reason };
    // So that the loss of the client is noticed.
    client.readAhead();
    const result = await within(LAST_REPLY, SERVER_SILENT, stop, ({ cancellation }) => {
      cancellation.listen((reason) => late.cancel(reason));
      return answer;
    });
    return { kind: 'answered', result };
  }

  function broken(failure: Failure): Passed {
    const outcome = failure === CLIENT_LOST ? 'left' : failure === CLIENT_SILENT ? 'idle' : 'cut';
    return { kind: 'broken', outcome, failure };
  }

  client.bulk = true;
  const passed = await pass();
  client.bulk = false;
  release();
  late.cancel(SERVER_SILENT);
  return passed;
}
