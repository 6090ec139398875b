import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { SocksClient } from 'socks';
import type { Destination } from '../client/destination.js';
import type { SocksAddress } from '../options.js';
import {
  type Failure,
  NOT_AUTHENTICATED,
  NOT_SOCKS,
  socksFailure,
  TOR_CLOSED,
  TOR_HUNG,
  TOR_UNAVAILABLE,
} from '../replies.js';
import { type End, socketEnd } from '../wire/peer.js';
import type { Credentials } from './isolation.js';

/**
 * How long Tor has for what it does without the network, milliseconds: to take the connection, to choose a method and to
 * accept the password. A Tor that hangs would otherwise hold the mail server for the whole budget, message by message.
 */
const LOCAL_ANSWERS = 10_000;

const HUNG: Failure = { reply: TOR_HUNG, cause: "Tor's SOCKS port: silent" };

/** Opens a stream through Tor's SOCKS port. The signal's reason is the failure that an abort leads to. */
export async function dial(
  socks: SocksAddress,
  destination: Destination,
  credentials: Credentials | undefined,
  signal: AbortSignal,
): Promise<End | Failure> {
  const { end, socket } = socketEnd({}, false);
  let givenUp: Failure | undefined;
  const giveUp = (failure: Failure) => {
    givenUp ??= failure;
    socket.destroy(new Error('given up'));
  };
  const interrupt = () => giveUp(signal.reason);
  signal.addEventListener('abort', interrupt);
  const local = setTimeout(giveUp, LOCAL_ANSWERS, HUNG);
  try {
    if (signal.aborted) return signal.reason;
    await once(socket.connect({ ...socks, noDelay: true }), 'connect');
    const failure = await negotiate(end, destination, credentials, () => clearTimeout(local));
    if (!failure && !givenUp) return end;
    end.destroy();
    return givenUp ?? (failure as Failure);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'closed';
    return givenUp ?? { reply: TOR_UNAVAILABLE, cause: `Tor's SOCKS port: ${code}` };
  } finally {
    clearTimeout(local);
    signal.removeEventListener('abort', interrupt);
  }
}

/**
 * Asks for the destination; `accepted` is called when Tor has, and goes to the network for it. What the server says in one
 * segment with Tor's answer is left for the next reader.
 */
async function negotiate(
  end: End,
  destination: Destination,
  credentials: Credentials | undefined,
  accepted: () => void,
): Promise<Failure | undefined> {
  // The package wants a stream. Over one of ours its answers are seen too, for it gives a refusal without its code.
  const stream = new Duplex({
    read() {},
    write: (bytes, _encoding, done) => void end.write(bytes).then(() => done()),
  });
  const client = new SocksClient({
    command: 'connect',
    destination: { ...destination },
    // Host and port are asked for, though there is a connection already.
    proxy: { type: 5, host: 'tor', port: 9050, ...credentials },
    timeout: 1,
  });
  // Its timer is never cleared and would keep each client for the time-out. The phase has a deadline of its own.
  Reflect.set(client, 'onEstablishedTimeout', () => {});
  const done = new AbortController();
  const established = new Promise<boolean>((resolve) => {
    client.once('established', () => resolve(true)).once('error', () => resolve(false));
  }).finally(() => done.abort('done'));

  const answers: Buffer[] = [];
  async function feed(): Promise<void> {
    for (;;) {
      const bytes = await end.read(done.signal);
      if (!Buffer.isBuffer(bytes)) return void (bytes === 'aborted' || stream.destroy());
      if (done.signal.aborted) return end.unread(bytes);
      const copy = Buffer.from(bytes);
      answers.push(copy);
      if (isAccepted(Buffer.concat(answers))) accepted();
      stream.push(copy);
    }
  }
  client.connect(stream);
  const fed = feed();
  if (!(await established)) return refusal(Buffer.concat(answers));
  await fed;
  // What was too much for the package it gives back on the stream, in a moment.
  stream.on('data', (bytes: Buffer) => end.unread(bytes));
  await setImmediate();
  // What was said to Tor is no mail.
  end.received = 0;
  end.sent = 0;
  return undefined;
}

/** Whether all has come that precedes the reply: the method, and the status of the password if that is the method. */
function isAccepted(answers: Buffer): boolean {
  return answers.length >= (answers[1] === 2 ? 4 : 2);
}

/**
 * Why the negotiation failed, from the octets that came back: method selection (RFC 1928 3), the status of the
 * user name and password (RFC 1929 2) if that was the method, and the reply (RFC 1928 6).
 */
export function refusal(answers: Buffer): Failure {
  const [version, method] = answers;
  const closed = { reply: TOR_CLOSED, cause: 'SOCKS port closed early' };
  if (version === undefined) return closed;
  if (version !== 5) return { reply: NOT_SOCKS, cause: 'not SOCKS 5' };
  const status = method === 2 ? answers[3] : 0;
  if (method === 0xff || (status !== undefined && status !== 0)) {
    return { reply: NOT_AUTHENTICATED, cause: 'SOCKS authentication refused' };
  }
  const [replyVersion, rep] = answers.subarray(method === 2 ? 4 : 2);
  if (replyVersion !== undefined && replyVersion !== 5)
    return { reply: NOT_SOCKS, cause: 'bad SOCKS answer' };
  return rep === undefined || rep === 0 ? closed : socksFailure(rep);
}
