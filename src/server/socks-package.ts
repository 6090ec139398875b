import { Duplex } from 'node:stream';
import { SocksClient } from 'socks';
import type { Destination } from '../hello.js';
import { Canceller } from '../wire/cancellation.js';
import type { Peer } from '../wire/peer.js';
import type { Credentials } from './isolation.js';

/**
 * Asks a SOCKS port for the destination; resolves with whether it was granted. `answered` is called with all octets that
 * the port has answered so far. What the server says in one segment with the last answer is left for the next read.
 * The work is done by the npm package `socks`, on a connection of ours; nothing else knows the package.
 */
export async function negotiate(
  peer: Peer,
  destination: Destination,
  credentials: Credentials | undefined,
  answered: (all: Buffer) => void,
): Promise<boolean> {
  // The package reports a refusal without its code. On a stream of ours we see the answers first.
  const stream = new Duplex({
    read() {},
    write: (bytes, _encoding, done) => void peer.write(bytes).then(() => done()),
  });
  const client = new SocksClient({
    command: 'connect',
    destination: { ...destination },
    // The package wants a host and a port although it gets a connection.
    proxy: { type: 5, host: 'tor', port: 9050, ...credentials },
    timeout: 1,
  });
  // The package never clears its timer, which keeps the client in memory. So the timer runs out after a millisecond, and does
  // nothing: the deadline of the dial is our own.
  Reflect.set(client, 'onEstablishedTimeout', () => {});
  const done = new Canceller<'done'>();
  const established = new Promise<boolean>((resolve) => {
    client.once('established', () => resolve(true)).once('error', () => resolve(false));
  }).finally(() => done.cancel('done'));

  const answers: Buffer[] = [];
  async function feed(): Promise<void> {
    for (;;) {
      const bytes = await peer.read(done);
      if (bytes === 'cancelled') return;
      if (!Buffer.isBuffer(bytes)) return void stream.destroy();
      if (done.reason) return peer.unread(bytes);
      const copy = Buffer.from(bytes);
      answers.push(copy);
      answered(Buffer.concat(answers));
      stream.push(copy);
    }
  }
  client.connect(stream);
  const fed = feed();
  // A fault in the package is no answer: it ends the wait for one.
  fed.catch(() => stream.destroy());
  const granted = await established;
  await fed;
  if (!granted) return false;
  // The octets behind the last answer are the server's. The package emits them as 'data', by setImmediate.
  stream.on('data', (bytes: Buffer) => peer.unread(bytes));
  await new Promise(setImmediate);
  return true;
}
