import { connect, type Socket } from 'node:net';
import { dripOn } from './manners.js';

/** A mail client. */
export interface Client {
  readonly socket: Socket;
  /** Milliseconds from its connect() to its first reply. */
  greeted(): number | undefined;
  /**
   * The code of the next reply; `closed` or `reset` if the connection ended without one, `cut off` if within one, `unanswered` if
   * nobody at all has heard anything for a minute.
   */
  reply(): Promise<string>;
  /** The next so many octets, or fewer at the end. */
  take(count: number): Promise<string>;
  say(line: string): Promise<string>;
}

/** Milliseconds without a sign of life on any connection, after which none will come. */
const QUIET = 60_000;
let lastHeard = 0;

export interface Call {
  /** Source address: with Exim it stands for the destination. */
  readonly from?: string;
  /** Speaks octet by octet. */
  readonly drips?: boolean;
}

/** Connects. */
export function call(port: number, { from = '127.0.0.1', drips = false }: Call = {}): Client {
  const began = performance.now();
  const socket = connect({ port, host: '127.0.0.1', localAddress: from, noDelay: true });
  let text = '';
  let greeted: number | undefined;
  let end: string | undefined;
  let wake = () => {};
  const changed = () => {
    lastHeard = performance.now();
    wake();
  };
  socket.setEncoding('latin1').on('data', (more) => {
    text += more;
    greeted ??= performance.now() - began;
    changed();
  });
  const ended = (how: string) => () => {
    end ??= how;
    changed();
  };
  socket.on('error', ended('reset')).on('end', ended('closed')).on('close', ended('closed'));
  lastHeard = began;

  /** Waits until `look` finds something, or there is nothing to wait for. */
  async function next(look: () => string | undefined): Promise<string> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (end !== undefined) return text === '' ? end : 'cut off';
      if (performance.now() - lastHeard > QUIET) return 'unanswered';
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
  const client: Client = {
    socket,
    greeted: () => greeted,
    reply: () =>
      next(() => {
        const [whole, code] = text.match(/^(?:\d{3}-.*\r\n)*(\d{3}) .*\r\n/) ?? [];
        text = text.slice(whole?.length ?? 0);
        return code;
      }),
    take: (count) =>
      next(() => {
        if (text.length < count) return undefined;
        const taken = text.slice(0, count);
        text = text.slice(count);
        return taken;
      }),
    say(line) {
      const answer = client.reply();
      if (drips) void dripOn(socket, `${line}\r\n`);
      else socket.write(`${line}\r\n`);
      return answer;
    },
  };
  return client;
}
