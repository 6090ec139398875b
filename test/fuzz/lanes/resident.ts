import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Resident, startResident } from '../../support/programs/resident.js';
import { until } from '../../support/wait.js';
import type { Session } from '../session/state.js';
import { type Lane, wrongWith, wrongWithLog } from './lane.js';
import { exclusivePort, sharedPort, stem } from './port.js';

/** Kilobytes by which memory may differ from one look to the next: V8 sizes its heap as it likes. */
const NOISE = 24 * 1024;
/** So many looks, at the beginning, show how much memory is in use. */
const WARM = 3;

/** One resident process for all sessions: for several at a time, or, where `alone`, one after the other. */
export async function residentLane(options: string, alone: boolean): Promise<Lane> {
  const sessions = new Map<string, Session>();
  const only = () => sessions.values().next().value;
  const port = await (alone ? exclusivePort(only) : sharedPort((host) => sessions.get(stem(host))));
  const args = ['--socks', port.address, ...options.split(' ').filter((word) => word !== '')];
  const resident = await startResident({ args });
  const log = readLog(resident);
  const looks: number[] = [];
  let entered = 0;

  const hasEnded = () =>
    resident.running.child.exitCode !== null || resident.running.child.signalCode !== null;
  const isIdle = () => hasEnded() || resident.sockets() === 0;

  async function enter(session: Session) {
    sessions.set(session.plan.names.destination, session);
    // From one address there could not be so many connections a minute.
    const localAddress = `127.1.${(entered >> 6) & 63}.${1 + (entered & 63)}`;
    entered += 1;
    const client: Socket = connect({
      host: '127.0.0.1',
      port: resident.port,
      localAddress,
      allowHalfOpen: true,
      noDelay: true,
    });
    client.on('error', () => {});
    await once(client, 'connect').catch(() => {});
    if (alone) log.text = '';
    return {
      client,
      async ended() {
        if (!alone) return hasEnded() ? 'ended' : 0;
        const isOver = () => hasEnded() || (resident.sockets() === 0 && log.text !== '');
        return until('the end of a session', isOver).then(
          () => (hasEnded() ? 'ended' : 0),
          () => 'a connection stays open',
        );
      },
      complaint: () => (alone ? wrongWithLog(log.text) : undefined),
    };
  }

  async function look(): Promise<string | undefined> {
    if (hasEnded()) return `the resident process has ended: ${resident.running.output().slice(-2000)}`;
    if (log.wrong) return log.wrong;
    if (
      await until('', isIdle).then(
        () => false,
        () => true,
      )
    )
      return `${resident.sockets()} connections stay open`;
    if (hasEnded()) return 'the resident process has ended';
    looks.push(resident.memory());
    const normal = Math.max(...looks.slice(0, WARM));
    const grown = Math.min(...looks.slice(-2)) - normal;
    return grown > NOISE ? `memory has grown from ${normal} by ${grown} kB` : undefined;
  }

  return {
    options,
    enter,
    leave: ({ plan }) => void sessions.delete(plan.names.destination),
    look,
    hasEnded,
    async stop() {
      await resident.stop();
      port.stop();
    },
  };
}

/** The log as it grows, and the first line of it that should not be there. */
function readLog({ running }: Resident): { text: string; wrong: string | undefined } {
  const log: { text: string; wrong: string | undefined } = { text: '', wrong: undefined };
  let line = '';
  running.child.stderr?.on('data', (text: string) => {
    const lines = (line + text).split('\n');
    line = lines.pop() ?? '';
    for (const each of lines.filter(
      (each) => !/^(Listening on|Communication attempt on|Execing) /.test(each),
    )) {
      log.text = `${log.text.slice(-1000)}${each}\n`;
      log.wrong ??= wrongWith(each);
    }
  });
  return log;
}
