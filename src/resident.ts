import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { Log } from './log.js';
import type { Options } from './options.js';
import { GREETING, render, TOO_MANY_CONNECTIONS } from './replies.js';
import { type Interrupts, session } from './session.js';
import { endOf } from './wire/peer.js';

/**
 * Serves the connections to these sockets, each in a session of its own, until nobody has been there for
 * `options.idleExit`, or `stop` is aborted and the last session is over. The sockets stay open with whoever started us:
 * who comes after that is the reason to start us again.
 */
export async function serve(
  listening: readonly number[],
  options: Options,
  log: Log,
  { stop, cut }: Interrupts,
): Promise<void> {
  const sessions = new Set<Interrupts>();
  /** The sessions, and those that were told to come again. */
  let connections = 0;
  const servers = listening.map((fd) =>
    createServer({ allowHalfOpen: true, noDelay: true }, accept).listen({ fd }),
  );
  const leave = () => {
    for (const server of servers) server.close();
  };
  let idle = setTimeout(leave, options.idleExit);

  function accept(socket: Socket) {
    clearTimeout(idle);
    const own = { stop: new AbortController(), cut: new AbortController() };
    const full = sessions.size >= options.maxConnections;
    connections += 1;
    if (!full) sessions.add(own);
    const end = endOf(socket, socket, true);
    const served = full
      ? end.write(render(TOO_MANY_CONNECTIONS)).then(() => end.finish())
      : end.write(render(GREETING)).then(() => session({ end, terminal: false }, options, log, own));
    void served
      .catch((error) => {
        log.fault(error);
        end.destroy();
      })
      .finally(() => {
        sessions.delete(own);
        connections -= 1;
        if (connections === 0) idle = setTimeout(leave, options.idleExit);
      });
  }

  stop.signal.addEventListener('abort', () => {
    leave();
    for (const each of sessions) each.stop.abort(stop.signal.reason);
  });
  cut.signal.addEventListener('abort', () => {
    for (const each of sessions) each.cut.abort('cut');
  });
  await Promise.all(servers.map((server) => once(server, 'listening')));
  // A server is closed when its last connection is.
  const closed = servers.map((server) => new Promise((resolve) => server.once('close', resolve)));
  for (const server of servers) server.on('error', (error) => log.fault(error));
  await Promise.all(closed);
  clearTimeout(idle);
}
