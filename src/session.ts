import type { Client } from './client.js';
import type { End } from './end.js';
import type { Departure } from './initiation.js';
import type { Fields, Log } from './log.js';
import type { Options } from './options.js';
import { CLIENT_LOST, type Failure, GREETING, INTERNAL_ERROR, render, status } from './reply.js';
import { splice } from './splice.js';

/** What may end a session from outside: `stop` before it is spliced (its reason is the Failure to tell), `cut` at once. */
export interface Interrupts {
  readonly stop: AbortSignal;
  readonly cut: AbortSignal;
}

/**
 * How long the server may be silent after the client has said all, milliseconds: the 10 minutes that RFC 5321 4.5.3.2.6
 * gives it for its answer to the end of a message. Inside TLS we could not see a QUIT.
 */
const LAST_WORDS = 600_000;
/** The same for somebody who has typed Ctrl-D. */
const LAST_WORDS_TYPED = 5_000;

const LOST: Failure = { reply: CLIENT_LOST, cause: 'client lost' };
const FAULT: Failure = { reply: INTERNAL_ERROR, cause: 'internal error' };

/** The story of one connection: greet, learn where to, connect, introduce ourselves, and from then on move bytes. */
export async function session(
  client: Client,
  options: Options,
  log: Log,
  { stop, cut }: Interrupts,
): Promise<void> {
  const started = Date.now();
  const { end, terminal } = client;
  await end.write(render(GREETING));
  // Loaded only now: the greeting need not wait for it.
  const [{ initiate }, { approach }] = await Promise.all([
    import('./initiation.js'),
    import('./approach.js'),
  ]);

  const lost = new AbortController();
  end.gone.addEventListener('abort', () => lost.abort(LOST));
  const initiation = initiate(end, options, stop);
  const way = approach(options, log, stop, lost.signal);
  const about: Record<string, string | undefined> = {};

  async function reach(): Promise<End | Departure> {
    for (;;) {
      const hello = await initiation.hello();
      if (!('destination' in hello)) return hello;
      about.from = hello.local ?? options.helo;
      about.to = `${hello.destination.host}:${hello.destination.port}`;
      const answer = await way.greet(hello);
      if ('reply' in answer) {
        const departure = await initiation.refuse(answer);
        if (departure) return departure;
        continue;
      }
      await end.write(answer.text);
      if (answer.code === 421) return { outcome: 'refused' };
      if (answer.code >= 300) continue;
      await initiation.release();
      await answer.server.replies.release();
      return answer.server.end;
    }
  }

  const reached = await reach().catch(async (error: unknown): Promise<Departure> => {
    log.fault(error);
    await end.write(render(FAULT.reply));
    return FAULT;
  });
  if ('read' in reached) {
    log.progress('spliced');
    const silence = { idle: options.idleTimeout, final: terminal ? LAST_WORDS_TYPED : LAST_WORDS };
    const outcome = await splice(end, reached, silence, cut);
    report({ outcome, ...about, sent: reached.sent, received: reached.received });
  } else {
    way.leave();
    const why =
      'reply' in reached
        ? { outcome: 'refused', reply: status(reached.reply), cause: reached.cause }
        : reached;
    report({ ...why, ...about });
    await end.finish(cut);
  }

  function report(fields: Fields) {
    log.session({ ...fields, seconds: ((Date.now() - started) / 1000).toFixed(1) });
  }
}
