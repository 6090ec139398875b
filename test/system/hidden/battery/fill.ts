import type { Duplex } from 'node:stream';

/** What a server says first: its greeting or refusal, '' if it closes without a word. */
function first(socket: Duplex): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const done = () => resolve(text.trimEnd());
    socket.on('data', (octets: Buffer) => {
      text += octets.toString('latin1');
      if (text.endsWith('\r\n')) done();
    });
    socket.on('error', done).on('end', done).on('close', done);
  });
}

/** Takes every connection that a server gives and holds them; the last one it does not give. */
export async function fill(dial: () => Promise<Duplex>, most = 60) {
  const held: Duplex[] = [];
  const release = () => {
    for (const socket of held) socket.destroy();
  };
  for (;;) {
    const socket = await dial();
    const greeting = await first(socket);
    if (!greeting.startsWith('220')) return { held: held.length, refusal: greeting, release };
    held.push(socket);
    if (held.length > most) {
      release();
      throw new Error(`${most} connections, and there is no end to it`);
    }
  }
}
