import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { describeCertificate } from './certificate.js';
import { type Reply, repliesOf } from './replies.js';

/** A connection to the server under audit; times are in milliseconds. */
export interface Connection {
  /** Sends a text (latin1), and waits for as many replies as it has lines; without a text for one. */
  exchange(sent: string, time: number): Promise<Reply[]>;
  /** Sends the text of a message, which has one reply. */
  message(text: string, time: number): Promise<Reply>;
  /** Says QUIT; everything that comes back until the connection ends. */
  quit(time: number): Promise<Reply[]>;
  /** Goes on inside TLS (RFC 3207). What is shown there comes back as a reply; undefined: it failed. */
  startTls(time: number): Promise<Reply | undefined>;
  close(): void;
}

/** For a second reply to lines that were sent in one go: it may never come, if they were no commands. */
const FURTHER = 10_000;

export function openConnection(plain: Duplex): Connection {
  let stream = plain.on('error', () => {});
  let server = repliesOf(stream);
  const say = (text: string) => {
    if (text !== '' && stream.writable) stream.write(text, 'latin1');
  };

  return {
    async exchange(sent, time) {
      say(sent);
      const replies: Reply[] = [];
      for (let left = Math.max(1, sent.split('\r\n').length - 1); left > 0; left -= 1) {
        const reply = await server.next(replies.length === 0 ? time : Math.min(time, FURTHER));
        // A further one that does not come is no answer to anything.
        if (reply.code === 'silence' && replies.length > 0) break;
        replies.push(reply);
        if (isOver(reply)) break;
      }
      return replies;
    },
    async message(text, time) {
      say(text);
      return server.next(time);
    },
    async quit(time) {
      say('QUIT\r\n');
      const replies: Reply[] = [];
      for (;;) {
        const reply = await server.next(time);
        if (reply.code === 'close' || reply.code === 'silence') return replies;
        replies.push(reply);
      }
    },
    async startTls(time) {
      server.release();
      // Whoever signed the certificate, it is only looked at.
      const inside = connectTls({ socket: stream, rejectUnauthorized: false }).on('error', () => {});
      const lost = once(inside, 'close').then(() => false);
      const secure = once(inside, 'secureConnect', { signal: AbortSignal.timeout(time) }).then(() => true);
      if (!(await Promise.race([secure, lost]).catch(() => false))) return undefined;
      lost.catch(() => {});
      stream = inside;
      server = repliesOf(stream);
      return { code: 'TLS', lines: describeCertificate(inside) };
    },
    close() {
      stream.destroy();
      plain.destroy();
    },
  };
}

/** Whether nothing more may be sent: nobody is there, or what follows would be a message. */
export function isOver({ code }: Reply): boolean {
  return code === 'close' || code === 'silence' || code === '354';
}
