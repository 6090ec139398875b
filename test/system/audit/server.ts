import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { clean } from './clean.js';

/**
 * What a scripted server says to a command line, after so many refused ones on the connection, or to a whole message
 * (then the verb is MESSAGE); undefined leaves it to the server that gives nothing away.
 */
export type Answer = (line: string, verb: string, errors: number) => string | undefined;

export interface AuditServer {
  readonly port: number;
  /** Octets that came where the text of a message would be. */
  readonly body: () => string;
  /** Messages that were taken. */
  readonly messages: () => readonly string[];
  readonly connections: () => number;
  stop(): void;
}

const GREETING = '';

/** A server for the onion that gives nothing away, unless `answer` does: to a command, or to '' for the greeting. */
export async function startAuditServer(
  onion: string,
  answer: Answer = () => undefined,
): Promise<AuditServer> {
  const sockets = new Set<Socket>();
  const messages: string[] = [];
  let body = '';
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    serve(socket);
  });

  function serve(socket: Socket) {
    const session = { hello: false, mail: false, recipients: 0, errors: 0 };
    let inData = false;
    let unread = '';
    let message = '';
    const say = (reply: string) => {
      if (socket.writable) socket.write(`${reply}\r\n`);
      if (/^(421|221)/.test(reply)) socket.end();
    };

    function hear(line: string) {
      const verb = line.split(/[ :]/, 1)[0]?.toUpperCase() ?? '';
      const reply = answer(line, verb, session.errors) ?? clean(line, verb, session, onion);
      session.errors += reply.startsWith('50') ? 1 : 0;
      inData = reply.startsWith('354');
      say(session.errors > 15 ? '421 Too many errors' : reply);
    }

    function hearText(line: string) {
      if (line !== '.\r') {
        message += `${line}\n`;
        return;
      }
      inData = false;
      const looped = (message.match(/^Received:/gm) ?? []).length > 30;
      const reply = answer(message, 'MESSAGE', session.errors) ?? (looped ? '550 5.4.6 A loop' : '250 OK');
      if (reply.startsWith('250')) messages.push(message);
      message = '';
      say(reply);
    }

    socket.setEncoding('latin1').on('data', (text: string) => {
      const lines = (unread + text).split('\n');
      unread = lines.pop() ?? '';
      for (const line of lines) {
        if (inData) {
          body += line;
          hearText(line);
        } else if (socket.writable) hear(line.replace(/\r$/, ''));
      }
      if (inData) body += unread;
    });
    socket.on('error', () => socket.destroy());
    say(answer(GREETING, GREETING, 0) ?? `220 ${onion} ESMTP`);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    body: () => body,
    messages: () => messages,
    connections: () => connections,
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
