import type { Hello } from '../client/dialogue.js';
import type { Log } from '../log.js';
import type { Options } from '../options.js';
import { type Failure, SERVER_SILENT, TOR_SILENT } from '../replies.js';
import { type Phase, within } from '../wire/deadline.js';
import type { End } from '../wire/peer.js';
import { type Answer, greeted, introduce, type Server } from './greeting.js';
import { credentials } from './isolation.js';
import { dial } from './socks.js';

const TOR_LATE: Failure = { reply: TOR_SILENT, cause: 'Tor silent' };
const SERVER_LATE: Failure = { reply: SERVER_SILENT, cause: 'server silent' };

export interface Approach {
  /** Brings the hello to its server: dial and greeting, unless that server is there already, then EHLO or HELO. */
  greet(hello: Hello): Promise<Answer | Failure>;
  /** Hands over the server that accepted, with all that it has said since. */
  take(): End;
  /** Takes leave of the server that is there, if any. */
  leave(): void;
}

/**
 * The way to a server that accepts our hello. Exim follows an EHLO that was refused with HELO, so a server that refused
 * is kept for that, and a destination that failed is not tried again: it gets the same answer.
 */
export function approach(options: Options, log: Log, stop: AbortSignal): Approach {
  const failures = new Map<string, Failure>();
  let there: { readonly name: string; readonly server: Server } | undefined;

  async function connect(hello: Hello, phase: Phase): Promise<Server | Failure> {
    const started = Date.now();
    log.progress('dialling');
    const token = credentials(options.isolate, hello.local ?? options.helo, hello.destination);
    const end = await dial(options.socks, hello.destination, token, phase.signal);
    if ('reply' in end) return end;
    log.progress(`connected in ${((Date.now() - started) / 1000).toFixed(1)} s`);
    phase.late = SERVER_LATE;
    const server = await greeted(end, phase.signal);
    if ('reply' in server) end.destroy();
    return server;
  }

  function leave() {
    if (there) {
      void there.server.end.write('QUIT\r\n');
      void there.server.end.finish();
    }
    there = undefined;
  }

  function greet(hello: Hello): Promise<Answer | Failure> {
    return within(Date.now() + options.timeout, TOR_LATE, stop, async (phase) => {
      const name = `${hello.destination.host}:${hello.destination.port}`;
      if (there?.name !== name) leave();
      const server = there?.server ?? failures.get(name) ?? (await connect(hello, phase));
      if (!('reply' in server)) there = { name, server };
      phase.late = SERVER_LATE;
      const answer =
        'reply' in server
          ? server
          : await introduce(server, hello.command, hello.local !== undefined, phase.signal);
      if ('reply' in answer) {
        failures.set(name, answer);
        there?.server.end.destroy();
        there = undefined;
      }
      return answer;
    });
  }

  function take(): End {
    if (!there) throw new Error('no server');
    const { end, replies } = there.server;
    there = undefined;
    replies.release();
    return end;
  }

  return { greet, take, leave };
}
