import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** A receiving SMTP server, just enough for one message. */
export interface ReceivingServer {
  readonly port: number;
  readonly messages: readonly string[];
  stop(): void;
}

/** Starts one on loopback; `show` sees each of its lines and each line it gets. */
export async function startServer(
  name: string,
  show: (from: 'proxy' | 'server', line: string) => void,
): Promise<ReceivingServer> {
  const messages: string[] = [];
  const server = createServer((socket) => {
    let message: string[] | undefined;
    const say = (...lines: string[]) => {
      for (const line of lines) show('server', line);
      socket.write(lines.map((line) => `${line}\r\n`).join(''));
    };
    const hear = (line: string) => {
      show('proxy', line);
      if (message && line !== '.') message.push(line.replace(/^\./, ''));
      else if (message) {
        messages.push(message.join('\n'));
        message = undefined;
        say('250 2.0.0 OK, queued');
      } else if (/^EHLO/i.test(line)) say(`250-${name}`, '250-PIPELINING', '250-STARTTLS', '250 8BITMIME');
      else if (/^DATA/i.test(line)) {
        message = [];
        say('354 Go ahead');
      } else if (/^QUIT/i.test(line)) {
        say('221 2.0.0 Bye');
        socket.end();
      } else say('250 2.1.0 OK');
    };
    let unfinished = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      const lines = (unfinished + text).split('\r\n');
      unfinished = lines.pop() ?? '';
      for (const line of lines) hear(line);
    });
    socket.on('error', () => socket.destroy());
    say(`220 ${name} ESMTP`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, messages, stop: () => server.close() };
}
