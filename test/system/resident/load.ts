import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A mail server with little work of its own: whatever it is told, it answers 250, and then 221. */
export async function startQuickServer(): Promise<{ port: number; stop(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    socket.write('220 quick ESMTP\r\n');
    socket.on('data', (bytes) => {
      if (bytes.toString('latin1').startsWith('QUIT')) socket.end('221 quick\r\n');
      else socket.write('250 quick\r\n');
    });
  }).listen({ port: 0, host: '127.0.0.1', backlog: 4096 });
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A client that says its next line at each reply, and resolves at the close; fails at another reply than it wants. */
export function converse(port: number, lines: readonly [RegExp, string | undefined][]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let step = 0;
    let heard = '';
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      heard += text;
      if (!heard.endsWith('\r\n')) return;
      const [wanted, next] = lines[step] ?? [/^$/, undefined];
      if (!wanted.test(heard)) return void socket.destroy(new Error(`heard ${JSON.stringify(heard)}`));
      step += 1;
      heard = '';
      if (next) socket.write(next);
    });
    socket.on('error', reject);
    socket.on('close', () => {
      if (step === lines.length) resolve();
      else reject(new Error(`closed after ${step} replies`));
    });
  });
}

/** `total` sessions through the program, `atOnce` at any time. */
export async function manySessions(
  port: number,
  onion: string,
  total: number,
  atOnce: number,
): Promise<void> {
  let begun = 0;
  const one = () => {
    begun += 1;
    return converse(port, [
      [/^220 tor-smtp /, `EHLO n${begun % 10}.example ${onion}\r\n`],
      [/^250 quick\r\n$/, 'QUIT\r\n'],
      [/^221 quick\r\n$/, undefined],
    ]);
  };
  const inTurn = async () => {
    while (begun < total) await one();
  };
  await Promise.all(Array.from({ length: atOnce }, inTurn));
}
