import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { discardStandardStreams } from '../client/descriptors.js';
import type { Log } from '../log.js';
import type { Options } from '../options.js';
import { GREETING, render, status, TOO_MANY_CONNECTIONS } from '../replies.js';
import { type Interrupts, session } from '../session.js';
import { type Ends, newEnds } from '../signals.js';
import type { Peer } from '../wire/peer.js';
import { streamPeer } from '../wire/stream-peer.js';
import { capacity } from './capacity.js';
import { watched } from './reachability.js';

/**
 * Connections that may wait to be accepted; the kernel's own limit is mostly lower. Node's default, 511, would be less than systemd
 * has given the socket, and of what comes above it at once some is never answered.
 */
const BACKLOG = 65_535;

/**
 * So many may take their time to leave that are turned away; descriptors are in reserve for them. Where there are none, Node closes
 * what it accepts, without a word.
 */
const TURNED_AWAY = 16;

/**
 * Serves the connections to these sockets, each in a session of its own, until there has been none for `options.idleExit`,
 * or `stop` happens and the last session is over. xinetd or systemd keeps the sockets open, and starts the process again
 * at the next connection.
 */
export async function serve(
  listening: readonly number[],
  options: Options,
  log: Log,
  { stop, cut }: Interrupts,
): Promise<void> {
  const most = capacity();
  if (most < options.maxConnections)
    log.fault(`the limit of open files allows ${most} connections, not ${options.maxConnections}`);
  const sessionLog = watched(log);
  /** Open connections, those that are being turned away included. */
  let connections = 0;
  /** Those that the client has not left. One that it has left only waits for the server's last word. */
  const present = new Set<Socket>();
  /** The interrupts of each session. */
  const sessions = new Set<Ends>();
  const servers = listening.map((fd) =>
    createServer({ allowHalfOpen: true, noDelay: true }, accept).listen({ fd }, BACKLOG),
  );
  const leave = () => {
    for (const server of servers) server.close();
    if (listening.includes(0)) discardStandardStreams();
  };
  let idle = setTimeout(leave, options.idleExit);
  function accept(socket: Socket) {
    const isFull = present.size >= options.maxConnections || sessions.size >= most;
    if (isFull && connections - sessions.size >= TURNED_AWAY) return dismiss(socket, log);
    clearTimeout(idle);
    connections += 1;
    const peer = streamPeer(socket, socket, true);
    if (!isFull) present.add(socket);
    socket.once('end', () => present.delete(socket)).once('close', () => present.delete(socket));
    const served = isFull ? turnAway(peer, log) : welcome(peer);
    void served
      .catch((error) => {
        log.fault(error);
        peer.destroy();
      })
      .finally(() => {
        connections -= 1;
        if (connections === 0) idle = setTimeout(leave, options.idleExit);
      });
  }

  async function welcome(peer: Peer): Promise<void> {
    const own = newEnds();
    sessions.add(own);
    try {
      await peer.write(render(GREETING));
      const run = options.byRecipient ? (await import('../recipient/session.js')).session : session;
      await run({ peer, terminal: false }, options, sessionLog, own);
    } finally {
      sessions.delete(own);
    }
  }

  await Promise.all(servers.map((server) => once(server, 'listening')));
  // A server emits 'close' when its last connection has closed.
  const closed = servers.map((server) => new Promise((resolve) => server.once('close', resolve)));
  for (const server of servers) server.on('error', (error) => log.fault(error));
  stop.listen((reason) => {
    leave();
    for (const each of sessions) each.stop.cancel(reason);
  });
  cut.listen((reason) => {
    for (const each of sessions) each.cut.cancel(reason);
  });
  await Promise.all(closed);
  clearTimeout(idle);
}

/** The same at once, whatever the client has to say: the descriptor is free again before the next connection is accepted. */
function dismiss(socket: Socket, log: Log): void {
  socket.on('error', () => {});
  socket.write(render(TOO_MANY_CONNECTIONS));
  socket.destroy();
  logTurnedAway(log);
}

function logTurnedAway(log: Log): void {
  const cause = 'too many connections';
  log.session({ outcome: 'refused', reply: status(TOO_MANY_CONNECTIONS), cause, seconds: '0.0' });
}

/** Asks a client to come back later, and waits for it to leave. */
async function turnAway(peer: Peer, log: Log): Promise<void> {
  logTurnedAway(log);
  await peer.write(render(TOO_MANY_CONNECTIONS));
  await peer.close();
}
