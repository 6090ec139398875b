import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, afterEach, before } from 'node:test';
import { type Wire, wireOf } from '../../player/wire.js';
import { temporaryFolder } from '../folder.js';
import { hasFailed } from '../outcome.js';
import { startMailServer } from '../stand-ins/mail-server.js';
import { onionAddress } from '../stand-ins/onion-address.js';
import { startStandIn } from '../stand-ins/onion-stand-in.js';
import { until } from '../wait.js';
import { startXinetd, type Xinetd } from './xinetd.js';

/** A real xinetd with the shipped service file, between clients and a mail server that is reached as `onion`. */
export interface XinetdBench {
  readonly folder: string;
  readonly onion: string;
  /** Where the stand-in for Tor listens. */
  readonly torPort: number;
  /** Starts xinetd; `args` come after --socks and --log, `env` after PATH, `settings` in place of the file's. */
  launch(
    args?: readonly string[],
    env?: readonly string[],
    settings?: Readonly<Record<string, string>>,
  ): Promise<Xinetd>;
  /** The same with nothing but `args`. */
  launchBare(args: readonly string[]): Promise<Xinetd>;
  /** Connects; `localAddress` as the transport has it, one for each destination. */
  call(localAddress?: string): Wire;
  say(client: Wire, line: string, answer: RegExp): Promise<void>;
  /** The process of the only session there is. */
  program(): Promise<number>;
  log(): string;
  logged(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Ends what a test has started, and empties the log. */
  clear(): Promise<void>;
  stop(failed: boolean): Promise<void>;
}

export const greeting = /^220 tor-smtp ESMTP\r\n/;
/** The last line and all before it. */
export const ehloReply = /^(250-.*\r\n)*250 .*\r\n/;

/** `file` is the service file in contrib/xinetd.d. */
async function startXinetdBench(file = 'tor-smtp'): Promise<XinetdBench> {
  const { path: folder, discard } = temporaryFolder('xinetd');
  const logFile = join(folder, 'log');
  writeFileSync(logFile, '');
  const onion = onionAddress('bob');
  const server = await startMailServer();
  const tor = await startStandIn({ [onion]: server.port });
  const clients: Wire[] = [];
  let xinetd: Xinetd | undefined;

  async function launchBare(
    args: readonly string[],
    env: readonly string[] = [],
    settings: Readonly<Record<string, string>> = {},
  ) {
    xinetd = await startXinetd({ folder, file, args, env, settings });
    return xinetd;
  }
  async function clear() {
    for (const { socket } of clients.splice(0)) socket.destroy();
    await xinetd?.stop();
    xinetd = undefined;
    writeFileSync(logFile, '');
  }
  return {
    folder,
    onion,
    torPort: tor.port,
    launch: (args = [], env = [], settings = {}) =>
      launchBare(['--socks', `127.0.0.1:${tor.port}`, '--log', logFile, ...args], env, settings),
    launchBare,
    call(localAddress = '127.0.0.1') {
      const client = wireOf('client', connect({ port: xinetd?.port ?? 0, host: '127.0.0.1', localAddress }));
      clients.push(client);
      return client;
    },
    async say(client, line, answer) {
      await client.send(Buffer.from(`${line}\r\n`), false);
      await client.take(answer);
    },
    async program() {
      const children = `/proc/${xinetd?.pid}/task/${xinetd?.pid}/children`;
      const only = () => readFileSync(children, 'latin1').trim().match(/^\d+$/);
      return Number(await until('the program', only));
    },
    log: () => readFileSync(logFile, 'utf8'),
    logged: (pattern) => until(`${pattern} in the log`, () => readFileSync(logFile, 'utf8').match(pattern)),
    clear,
    async stop(failed) {
      await clear();
      tor.stop();
      server.stop();
      discard(failed);
    },
  };
}

/** One for all tests of a `describe`; what a test has started ends with it. */
export function xinetdBench(file?: string): () => XinetdBench {
  let bench: XinetdBench;
  before(async () => {
    bench = await startXinetdBench(file);
  });
  afterEach(() => bench.clear());
  after(() => bench.stop(hasFailed()));
  return () => bench;
}
