import type { Duplex } from 'node:stream';

/** What came back: a reply with its code and its lines (latin1, without line ends), or how the wait for one ended. */
export interface Reply {
  readonly code: string;
  readonly lines: readonly string[];
}

/** The server's side of a connection, reply by reply. */
export interface Replies {
  /** The next reply; `close` when there is none any more, `silence` when none came within the time (milliseconds). */
  next(time: number): Promise<Reply>;
  /** Takes the stream no longer: the rest is somebody else's. */
  release(): void;
}

/** A server that says more than this, octets, has said enough. */
const MOST = 1_000_000;

export function repliesOf(stream: Duplex): Replies {
  let unread = '';
  let total = 0;
  let closed = false;
  let wake = () => {};
  const hear = (bytes: Buffer) => {
    total += bytes.length;
    if (total > MOST) stream.destroy();
    else unread += bytes.toString('latin1');
    wake();
  };
  const end = () => {
    closed = true;
    wake();
  };
  stream.on('data', hear).on('end', end).on('close', end).on('error', end);

  /** Cuts a whole reply off the text; a last one that was cut short counts when nothing more can come. */
  function take(): Reply | undefined {
    const [all] = unread.match(/^(?:[^\n]*\n)*?(?!\d{3}-)[^\n]*\n/) ?? [];
    const text = all ?? (closed ? unread : '');
    if (text === '') return undefined;
    unread = unread.slice(text.length);
    const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
    return { code: lines.at(-1)?.match(/^\d{3}(?= |-|$)/)?.[0] ?? '?', lines };
  }

  return {
    async next(time) {
      const deadline = Date.now() + time;
      for (;;) {
        const reply = take();
        if (reply) return reply;
        if (closed) return { code: 'close', lines: [] };
        const left = deadline - Date.now();
        if (left <= 0) return { code: 'silence', lines: [] };
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
    release() {
      stream.off('data', hear).off('end', end).off('close', end);
    },
  };
}
