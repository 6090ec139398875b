import { type Departure, initiate } from './client/dialogue.js';
import type { Client } from './client/open.js';
import type { Log } from './log.js';
import type { Options } from './options.js';
import { CLIENT_LOST, type Failure, INTERNAL_ERROR, render, status } from './replies.js';
import { approach } from './server/connection.js';
import type { End } from './wire/peer.js';
import { splice } from './wire/splice.js';

/** What can end a session early: `stop` until it is spliced, with the Failure to tell as its reason; `cut` at any time. */
export interface Interrupts {
  readonly stop: AbortController;
  readonly cut: AbortController;
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

/** What a session's line in the log says of it: the names, and why there was no connection. */
interface About {
  from?: string | undefined;
  to?: string;
  failure?: Failure | undefined;
}

/** The story of one connection, once greeted: learn where to, connect, introduce ourselves, and then only move bytes. */
export async function session(
  client: Client,
  options: Options,
  log: Log,
  { stop, cut }: Interrupts,
): Promise<void> {
  const started = Date.now();
  const seconds = () => ((Date.now() - started) / 1000).toFixed(1);
  const { end, terminal } = client;
  const about: About = {};
  end.gone.addEventListener('abort', () => stop.abort(LOST));
  const reached = await reach(end, options, log, stop.signal, about).catch(
    async (error): Promise<Departure> => {
      log.fault(error);
      void end.write(render(FAULT.reply));
      return FAULT;
    },
  );
  if ('read' in reached) {
    log.progress('spliced');
    const patience = { idle: options.idleTimeout, final: terminal ? LAST_WORDS_TYPED : LAST_WORDS };
    const outcome = await splice(end, reached, patience, cut.signal);
    const { from, to } = about;
    log.session({ outcome, from, to, sent: reached.sent, received: reached.received, seconds: seconds() });
  } else {
    const { from, to, failure = 'reply' in reached ? reached : undefined } = about;
    const outcome = 'outcome' in reached && !failure ? reached.outcome : 'refused';
    const reply = failure && status(failure.reply);
    log.session({ outcome, reply, cause: failure?.cause, from, to, seconds: seconds() });
    await end.finish();
  }
}

/** Talks with the client until there is a server that accepts its hello, or the client is done. */
async function reach(
  client: End,
  options: Options,
  log: Log,
  stop: AbortSignal,
  about: About,
): Promise<End | Departure> {
  const initiation = initiate(client, options, stop);
  const way = approach(options, log, stop);
  try {
    for (;;) {
      const hello = await initiation.hello();
      if (!('destination' in hello)) return hello;
      about.from = hello.local ?? options.helo;
      about.to = `${hello.destination.host}:${hello.destination.port}`;
      client.readAhead();
      const answer = await way.greet(hello);
      if ('reply' in answer) {
        about.failure = answer;
        const departure = await initiation.refuse(answer);
        if (departure) return departure;
        continue;
      }
      if (!(await initiation.send(answer.text))) return { outcome: 'left' };
      about.failure = { reply: { code: answer.code, text: '' }, cause: 'server refused the introduction' };
      if (answer.code === 421) return { outcome: 'refused' };
      if (answer.code >= 300) continue;
      initiation.release();
      return way.take();
    }
  } finally {
    way.leave();
  }
}
