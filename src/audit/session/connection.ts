import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { duplexOf } from '../../wire/duplex.js';
import { streamPeer } from '../../wire/stream-peer.js';
import { describeCertificate } from './certificate.js';
import { type Reply, repliesOf } from './replies.js';

/** A connection to the server under audit; times are in milliseconds. */
export interface Connection {
  /** Sends a text (latin1) and waits for a reply to each of its lines; with an empty text, for one reply. */
  exchange(sent: string, time: number): Promise<Reply[]>;
  /** Sends the text of a message and waits for the one reply to it. */
  message(text: string, time: number): Promise<Reply>;
  /** Says QUIT; resolves with all replies until the connection ends. */
  quit(time: number): Promise<Reply[]>;
  /** Goes on inside TLS (RFC 3207). Resolves with the certificate as a reply, or undefined if that failed. */
  startTls(time: number): Promise<Reply | undefined>;
  /** Closes at once. */
  close(): void;
}

/** For the second and further replies to lines that were sent in one go: if they were no commands, none may come. */
const FURTHER = 10_000;

/** Talks over a stream that is open, or is being opened. */
export function openConnection(plain: Duplex): Connection {
  let peer = streamPeer(plain, plain, false);
  let server = repliesOf(peer);
  const say = (text: string) => {
    // A server that does not take it does not answer either; the wait for the reply has the deadline.
    if (text !== '') void peer.write(text);
  };

  return {
    async exchange(sent, time) {
      say(sent);
      const replies: Reply[] = [];
      for (let left = Math.max(1, sent.split('\r\n').length - 1); left > 0; left -= 1) {
        const reply = await server.next(replies.length === 0 ? time : Math.min(time, FURTHER));
        // That a further reply does not come says nothing.
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
      // The certificate is only looked at, whoever signed it.
      const inside = connectTls({ socket: duplexOf(peer), rejectUnauthorized: false });
      inside.on('error', () => {});
      const lost = once(inside, 'close').then(() => false);
      const secure = once(inside, 'secureConnect', { signal: AbortSignal.timeout(time) }).then(() => true);
      if (!(await Promise.race([secure, lost]).catch(() => false))) return undefined;
      lost.catch(() => {});
      peer = streamPeer(inside, inside, false);
      server = repliesOf(peer);
      return { code: 'TLS', lines: describeCertificate(inside) };
    },
    close() {
      peer.destroy();
      plain.destroy();
    },
  };
}

/** Whether nothing more may be sent: the server is gone or silent, or what follows would be a message. */
export function isOver({ code }: Reply): boolean {
  return code === 'close' || code === 'silence' || code === '354';
}
