import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { read } from './files.js';

/** Tor's control port (control-spec), for questions and events. */
export interface TorControl {
  /** Sends a command: the lines of its reply without the code, if the code is 250. */
  ask(command: string): Promise<string[] | undefined>;
  /** The value of one GETINFO key. */
  info(key: string): Promise<string | undefined>;
  /** Called with each event from now on, `CIRC 12 BUILT ...`. */
  listen(hear: (event: string) => void): void;
  close(): void;
}

/** Milliseconds: it answers without the network. */
const PATIENCE = 5_000;

/** Opens it and shows the cookie; a text says why that is not possible. */
export async function openTorControl(
  place: { path: string } | { host: string; port: number },
): Promise<TorControl | string> {
  const socket = connect(place);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    socket.destroy();
    return (error as NodeJS.ErrnoException).code ?? 'no answer';
  }
  const control = converse(socket);
  const protocol = await control.ask('PROTOCOLINFO 1');
  const methods = protocol?.join('\n') ?? '';
  const cookie = methods.match(/COOKIEFILE="([^"]+)"/)?.[1];
  const token = /METHODS=\S*NULL/.test(methods) ? '' : read(cookie ?? '');
  const isIn =
    token !== undefined && (await control.ask(`AUTHENTICATE ${hex(token)}`.trimEnd())) !== undefined;
  if (isIn) return control;
  control.close();
  return protocol === undefined ? 'no answer' : `its cookie ${cookie ?? ''} cannot be read`;
}

function hex(text: string): string {
  return Buffer.from(text, 'latin1').toString('hex');
}

function converse(socket: Socket): TorControl {
  const waiting: ((lines: string[] | undefined) => void)[] = [];
  let hear = (_event: string) => {};
  const take = wholeReplies((code, lines) => {
    if (code === '650') hear(lines.join('\n'));
    else waiting.shift()?.(code === '250' ? lines : undefined);
  });
  let rest = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    for (const answer of waiting.splice(0)) answer(undefined);
  });
  const ask = (command: string) =>
    new Promise<string[] | undefined>((resolve) => {
      const timer = setTimeout(() => socket.destroy(), PATIENCE);
      waiting.push((lines) => {
        clearTimeout(timer);
        resolve(lines);
      });
      if (socket.destroyed) socket.emit('close');
      else socket.write(`${command}\r\n`, 'latin1');
    });
  return {
    ask,
    async info(key) {
      const [first, ...more] = (await ask(`GETINFO ${key}`)) ?? [];
      if (first === undefined) return undefined;
      // `key=value` on the line itself, or `key=` and a line for each; the last is the OK.
      return [first.slice(key.length + 1), ...more.slice(0, -1)].filter((line) => line !== '').join('\n');
    },
    listen(callback) {
      hear = callback;
    },
    close: () => socket.destroy(),
  };
}

/** Collects whole replies: `250-more`, `250+data` up to a lone dot, `250 end`. */
function wholeReplies(deliver: (code: string, lines: string[]) => void): (line: string) => void {
  let lines: string[] = [];
  let data = false;
  return (line) => {
    if (data) {
      if (line === '.') data = false;
      else lines.push(line.replace(/^\.\./, '.'));
      return;
    }
    lines.push(line.slice(4));
    data = line[3] === '+';
    if (line[3] !== ' ') return;
    deliver(line.slice(0, 3), lines);
    lines = [];
  };
}
