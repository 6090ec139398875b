import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { SocksClient } from 'socks';
import type { Destination } from './destination.js';
import { type End, endOf } from './end.js';
import type { Credentials } from './isolation.js';
import type { SocksAddress } from './options.js';
import {
  type Failure,
  NOT_AUTHENTICATED,
  NOT_SOCKS,
  socksFailure,
  TOR_CLOSED,
  TOR_UNAVAILABLE,
} from './reply.js';

/** Opens a stream through Tor's SOCKS port. The signal's reason is the failure that an abort leads to. */
export async function dial(
  socks: SocksAddress,
  destination: Destination,
  credentials: Credentials | undefined,
  signal: AbortSignal,
): Promise<End | Failure> {
  const socket = connect({ ...socks, noDelay: true });
  // Between two listeners of others an error may come too; it also ends the stream, and that is noticed.
  socket.on('error', () => {});
  const giveUp = () => void socket.destroy(new Error('given up'));
  signal.addEventListener('abort', giveUp);
  if (signal.aborted) giveUp();
  try {
    const failure = await connected(socket);
    if (failure) return signal.aborted ? signal.reason : failure;

    // The package gives a refusal as text without its code, so the answers are read here as well.
    const answers: Buffer[] = [];
    const listen = (bytes: Buffer) => void answers.push(bytes);
    socket.on('data', listen);
    const negotiated = await negotiate(socket, destination, credentials);
    socket.removeListener('data', listen);
    if (signal.aborted) return signal.reason;
    // In this very tick, or what the server said in one segment with Tor's answer is lost.
    return negotiated ? endOf(socket, socket, false) : refusal(Buffer.concat(answers));
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

async function connected(socket: Socket): Promise<Failure | undefined> {
  try {
    await once(socket, 'connect');
    return undefined;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'closed';
    return { reply: TOR_UNAVAILABLE, cause: `Tor's SOCKS port: ${code}` };
  }
}

async function negotiate(
  socket: Socket,
  destination: Destination,
  credentials: Credentials | undefined,
): Promise<boolean> {
  try {
    await SocksClient.createConnection({
      command: 'connect',
      destination: { ...destination },
      // Host and port are asked for, though the socket is there already.
      proxy: { type: 5, host: 'tor', port: 9050, ...credentials },
      existing_socket: socket,
      // The phase has a deadline of its own, which destroys the socket.
      timeout: 2 ** 31 - 1,
    });
    return true;
  } catch {
    return false;
  }
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
