import type { Readable, Writable } from 'node:stream';

/** What a read gives: bytes, or how the other side stopped sending, or that the wait was called off. */
export type Read = Buffer | 'end' | 'reset' | 'aborted';

/** One end of the mail connection, the client or the server. Bytes are pulled, so a slow reader slows the sender. */
export interface End {
  /** The next bytes; after 'end' or 'reset' that again, for ever; after 'aborted' nothing is lost. One read at a time. */
  read(signal?: AbortSignal): Promise<Read>;
  /** Puts bytes back in front of what comes next. */
  unread(bytes: Buffer): void;
  /** Sends bytes (a string is latin1) and resolves when there is room for more, with false if this end is gone. */
  write(bytes: Buffer | string): Promise<boolean>;
  /** Sends what is still to be sent, then FIN, then closes; the signal ends the wait for a slow reader. */
  finish(signal?: AbortSignal): Promise<void>;
  /** Closes at once. */
  destroy(): void;
  /** Aborted when this end was reset or closed: it takes no more bytes. */
  readonly gone: AbortSignal;
  /** Bytes received from and sent to this end so far. */
  readonly received: number;
  readonly sent: number;
}

/**
 * How long a closing socket goes on reading, milliseconds. To close a socket that holds unread bytes makes the kernel
 * send a reset, which can overtake and destroy our last reply.
 */
const LINGER = 5_000;

/** An end made of two streams, or of one that is both. `lingers` is for sockets: their peer may still be sending. */
export function endOf(readable: Readable, writable: Writable, lingers: boolean): End {
  const held: Buffer[] = [];
  const gone = new AbortController();
  let over: 'end' | 'reset' | undefined;
  let received = 0;
  let sent = 0;
  let wake = () => {};

  const lost = () => {
    over ??= 'reset';
    gone.abort();
    wake();
  };
  readable.on('data', (bytes: Buffer) => {
    received += bytes.length;
    held.push(bytes);
    readable.pause();
    wake();
  });
  readable.on('end', () => {
    over ??= 'end';
    wake();
  });
  readable.on('error', lost);
  writable.on('error', lost);
  readable.on('close', () => over ?? lost());
  writable.on('close', lost);
  readable.pause();

  /** Resolves at the stream's event, or when this end is gone, or at the abort of the signal. */
  const settled = (event: 'drain' | 'finish', signal?: AbortSignal) =>
    new Promise<void>((resolve) => {
      const done = () => {
        writable.removeListener(event, done);
        for (const each of [gone.signal, signal]) each?.removeEventListener('abort', done);
        resolve();
      };
      writable.once(event, done);
      for (const each of [gone.signal, signal]) each?.addEventListener('abort', done);
      if (gone.signal.aborted || signal?.aborted) done();
    });

  const end: End = {
    async read(signal) {
      for (;;) {
        const bytes = held.shift();
        if (bytes) return bytes;
        if (over) return over;
        if (signal?.aborted) return 'aborted';
        await new Promise<void>((resolve) => {
          wake = () => {
            signal?.removeEventListener('abort', wake);
            resolve();
          };
          signal?.addEventListener('abort', wake);
          readable.resume();
        });
      }
    },
    unread(bytes) {
      if (bytes.length > 0) held.unshift(bytes);
    },
    async write(bytes) {
      if (gone.signal.aborted || !writable.writable) return false;
      sent += bytes.length;
      if (!writable.write(bytes, 'latin1')) await settled('drain');
      return !gone.signal.aborted;
    },
    async finish(signal) {
      if (!gone.signal.aborted) {
        const finished = settled('finish', signal);
        writable.end();
        await finished;
      }
      const patience = AbortSignal.timeout(LINGER);
      while (lingers && Buffer.isBuffer(await end.read(patience)));
      end.destroy();
    },
    destroy() {
      readable.destroy();
      writable.destroy();
    },
    gone: gone.signal,
    get received() {
      return received;
    },
    get sent() {
      return sent;
    },
  };
  return end;
}
