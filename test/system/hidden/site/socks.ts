import { connect, type Socket } from 'node:net';

/** A SOCKS connection (RFC 1928) that takes no octet more than the reply has: a greeting may follow at once. */
export async function dial(socks: { host: string; port: number }, onion: string): Promise<Socket> {
  const socket = connect({ ...socks, allowHalfOpen: true, noDelay: true });
  const take = async (count: number): Promise<Buffer> => {
    for (;;) {
      const octets = socket.read(count) as Buffer | null;
      if (octets) return octets;
      await new Promise((resolve, reject) => {
        socket.once('readable', resolve).once('error', reject);
        socket.once('close', () => reject(new Error('the SOCKS port closed')));
      });
    }
  };
  socket.write(Buffer.of(5, 1, 0));
  await take(2);
  socket.write(Buffer.concat([Buffer.of(5, 1, 0, 3, onion.length), Buffer.from(onion), Buffer.of(0, 25)]));
  const reply = await take(10);
  if (reply[1] !== 0) throw new Error(`Tor says ${reply[1]}`);
  socket.removeAllListeners('readable');
  return socket;
}
