import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { patient } from '../support/slowness.js';

/** A peer's end of a connection to the program: what has arrived and is not accounted for yet, and how it ended. */
export interface Wire {
  readonly socket: Socket;
  /** Received and not taken yet, as latin1. */
  unread(): string;
  /** How the program closed this connection, once it has. */
  end(): 'FIN' | 'RST' | undefined;
  /** Whether it was reset, be it after a FIN: what is sent then is refused. */
  broken(): boolean;
  /** Resolves with what `look` finds, at the latest after `least` seconds, more on a busy machine. */
  until<T>(what: string, look: () => T | undefined, least?: number): Promise<T>;
  /** Takes the next octets that match. */
  take(pattern: RegExp, lineEnds?: number): Promise<RegExpMatchArray>;
  /** Resolves when the program has closed this connection, and has said nothing before that. */
  closed(): Promise<'FIN' | 'RST'>;
  /** Sends at once, or octet by octet, each a segment of its own. */
  send(bytes: Buffer, octetwise: boolean): Promise<void>;
  /** Takes no notice of what arrives from here on: this peer has left, and whether it would have got there is chance. */
  ignore(): void;
}

export function wireOf(name: string, socket: Socket): Wire {
  let unread = '';
  let end: 'FIN' | 'RST' | undefined;
  let broken = false;
  let ignoring = false;
  const watchers = new Set<() => void>();
  const changed = () => {
    for (const watch of [...watchers]) watch();
  };
  socket.setNoDelay(true);
  socket.setEncoding('latin1');
  socket.on('data', (text) => {
    if (ignoring) return;
    unread += text;
    changed();
  });
  socket.on('end', () => {
    end ??= 'FIN';
    changed();
  });
  socket.on('error', () => {
    broken = true;
    end ??= 'RST';
    changed();
  });

  const wire: Wire = {
    socket,
    unread: () => unread,
    end: () => end,
    broken: () => broken,
    until: (what, look, least = 15) =>
      new Promise((resolve, reject) => {
        const finish = (act: () => void) => {
          watchers.delete(watch);
          clearTimeout(timer);
          act();
        };
        const watch = () => {
          try {
            const found = look();
            if (found !== undefined) finish(() => resolve(found));
          } catch (error) {
            finish(() => reject(error));
          }
        };
        const seconds = patient(least);
        const fail = () =>
          finish(() =>
            reject(
              new Error(`${name}: ${seconds} s passed without ${what}, and with ${JSON.stringify(unread)}`),
            ),
          );
        const timer = setTimeout(fail, seconds * 1000);
        watchers.add(watch);
        watch();
      }),
    take: (pattern, lineEnds = Number.POSITIVE_INFINITY) =>
      wire.until('that', () => {
        const match = unread.match(pattern);
        if (match) unread = unread.slice(match[0].length);
        else if (lineEnds > 0 && unread.split('\n').length > lineEnds) {
          throw new Error(`${name} hears ${JSON.stringify(unread)}`);
        } else if (end) throw new Error(`${name} hears ${JSON.stringify(unread)}, then ${end}`);
        return match ?? undefined;
      }),
    closed: () =>
      wire.until('a close', () => {
        if (unread !== '') throw new Error(`${name} hears ${JSON.stringify(unread)}`);
        return end;
      }),
    async send(bytes, octetwise) {
      if (!octetwise) socket.write(bytes);
      else {
        for (const octet of bytes) {
          // Not behind the last one: where a FIN comes next, nothing may happen between the two.
          await turn();
          socket.write(Buffer.of(octet));
        }
      }
    },
    ignore() {
      ignoring = true;
    },
  };
  return wire;
}
