import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** One connection to a mail server: the commands it got, and each message octet for octet (latin1), dots undone. */
export interface Session {
  readonly commands: string[];
  readonly messages: string[];
}

export interface MailServer {
  readonly port: number;
  readonly sessions: readonly Session[];
  stop(): void;
}

export interface MailServerManner {
  /** What EHLO offers. */
  extensions?: readonly string[];
  /** Another answer than 250 or 354 to a command. */
  answer?: (command: string) => string | undefined;
  /** Milliseconds from the end of a message to its reply: the way through Tor. */
  delay?: number;
  /** Where to listen; else at a free port. */
  port?: number;
  /** Answers after the client has closed its side, as tor-smtp does; else what it has not said by then is lost. */
  patient?: boolean;
  /** Called at the end of a message, which is answered when this resolves. */
  hold?: () => Promise<void>;
}

/** A receiving server that writes down all it is told and takes every message. */
export async function startMailServer(manner: MailServerManner = {}): Promise<MailServer> {
  const sessions: Session[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: manner.patient === true }, (socket) => {
    sockets.add(socket);
    const session: Session = { commands: [], messages: [] };
    sessions.push(session);
    serveMail(socket, session, manner).catch(() => socket.destroy());
  });
  server.listen(manner.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    sessions,
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Serves one connection. */
export async function serveMail(
  socket: Socket,
  session: Session,
  { extensions = [], answer, delay = 0, hold }: MailServerManner,
) {
  const say = (text: string) => socket.write(`${text}\r\n`);
  let message: string | undefined;
  say('220 sink ESMTP');
  for await (const line of linesOf(socket)) {
    if (message !== undefined && line !== '.') {
      message += `${line.replace(/^\./, '')}\r\n`;
    } else if (message !== undefined) {
      session.messages.push(message);
      message = undefined;
      await pause(delay);
      await hold?.();
      say('250 2.0.0 taken');
    } else {
      session.commands.push(line);
      const verb = line.slice(0, 4).toUpperCase();
      const reply = answer?.(line);
      if (reply !== undefined) say(reply);
      else if (verb === 'EHLO') {
        for (const name of ['sink', ...extensions]) say(`250-${name}`);
        say('250 HELP');
      } else if (verb === 'DATA') {
        message = '';
        say('354 go ahead');
      } else if (verb === 'QUIT') {
        socket.end('221 2.0.0 bye\r\n');
        return;
      } else say('250 2.0.0 fine');
    }
  }
}

async function* linesOf(socket: Socket) {
  let unread = '';
  for await (const text of socket.setEncoding('latin1')) {
    const lines = (unread + text).split('\r\n');
    unread = lines.pop() ?? '';
    yield* lines;
  }
}
