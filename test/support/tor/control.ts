import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { until } from '../wait.js';

/** The control port of one Tor (control-spec): one question at a time, and the events asked for with SETEVENTS. */
export interface TorControl {
  /** Sends a command; its reply lines without the code; fails when the code is not 250. */
  ask(command: string): Promise<string[]>;
  /** The value of one GETINFO key, a line each. */
  info(key: string): Promise<string[]>;
  /** Events so far ("STREAM 12 SENTCONNECT ..."). */
  readonly events: readonly string[];
  close(): void;
}

interface Reply {
  code: string;
  lines: string[];
}

/** Collects whole replies: `250-more`, `250+data` up to a lone dot, `250 end`. */
function replies(deliver: (reply: Reply) => void): (line: string) => void {
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
    deliver({ code: line.slice(0, 3), lines });
    lines = [];
  };
}

/** A unix socket in Tor's own folder, and beside it the cookie that opens it. */
export function controlTorrc(folder: string): string[] {
  return [
    `ControlSocket ${join(folder, 'control')}`,
    'CookieAuthentication 1',
    `CookieAuthFile ${join(folder, 'cookie')}`,
  ];
}

/** Waits until the Tor of this folder has its control port, and opens it. */
export async function openControl(folder: string): Promise<TorControl> {
  const path = join(folder, 'control');
  const cookieFile = join(folder, 'cookie');
  await until('the control port', () => existsSync(path) && existsSync(cookieFile));
  const socket = createConnection(path);
  await once(socket, 'connect');
  const events: string[] = [];
  const waiting: ((reply: Reply | Error) => void)[] = [];
  const take = replies((reply) => {
    if (reply.code === '650') events.push(reply.lines.join('\n'));
    else waiting.shift()?.(reply);
  });
  let rest = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    for (const answer of waiting.splice(0)) answer(new Error('the control port closed'));
  });
  const ask = async (command: string) => {
    const reply = await new Promise<Reply | Error>((resolve) => {
      waiting.push(resolve);
      socket.write(`${command}\r\n`, 'latin1');
    });
    if (reply instanceof Error) throw reply;
    if (reply.code !== '250') throw new Error(`${command}: ${reply.code} ${reply.lines.join(' ')}`);
    return reply.lines;
  };
  await ask(`AUTHENTICATE ${readFileSync(cookieFile).toString('hex')}`);
  return {
    ask,
    events,
    async info(key) {
      const [first = '', ...more] = await ask(`GETINFO ${key}`);
      // `key=value` on the line itself, or `key=` and a line for each; the last is the OK.
      const value = first.slice(key.length + 1);
      return [value, ...more.slice(0, -1)].filter((line) => line !== '');
    },
    close: () => socket.destroy(),
  };
}
