import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Asks a SOCKS port (RFC 1928) for one connection; the REP octet, and the socket where it is 0. */
export async function socksConnect(
  socks: { host: string; port: number },
  destination: string,
  port: number,
): Promise<{ rep: number; socket?: Socket }> {
  const socket = createConnection(socks.port, socks.host);
  const bytes: number[] = [];
  const has = (count: number) =>
    new Promise<void>((resolve, reject) => {
      const look = () => bytes.length >= count && resolve();
      socket.on('data', look).once('close', () => reject(new Error('the SOCKS port closed')));
      look();
    });
  socket.on('data', (chunk: Buffer) => bytes.push(...chunk));
  await once(socket, 'connect');
  socket.write(Buffer.of(5, 1, 0));
  await has(2);
  const name = Buffer.from(destination, 'latin1');
  socket.write(Buffer.of(5, 1, 0, 3, name.length, ...name, port >> 8, port & 255));
  await has(4);
  const rep = bytes[3] ?? 1;
  if (rep === 0) return { rep, socket };
  socket.destroy();
  return { rep };
}

/** SOCKS replies for a descriptor that is not there yet, or not complete (Tor proposal 304). */
const notPublished = [0xf0, 0xf1];

/**
 * Tries until an onion service can be reached: its descriptor takes some seconds to get to all of its directories.
 * `dead` is for a service whose server does not run: anything but a missing descriptor will do.
 */
export async function untilReachable(
  socks: { host: string; port: number },
  onion: string,
  port: number,
  { dead = false, seconds = 60 } = {},
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const { rep, socket } = await socksConnect(socks, onion, port);
    socket?.destroy();
    if (rep === 0 || (dead && !notPublished.includes(rep))) return;
    if (Date.now() > deadline)
      throw new Error(`onion service not reachable, last answer X'${rep.toString(16)}'`);
    await pause(200);
  }
}
