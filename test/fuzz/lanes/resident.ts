import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { startResident } from '../../support/programs/resident.js';
import { until } from '../../support/wait.js';
import { type Guest, type Lane, wrongWithLog } from './lane.js';
import { readLog } from './log.js';
import { openMap } from './map.js';
import { exclusivePort, sharedPort, stem } from './port.js';

/** Kilobytes by which memory may differ from one look to the next: V8 sizes its heap as it likes. */
const NOISE = 24 * 1024;
/** Seconds. A lane that has nothing to do may wait for the others longer than the process would stay. */
const IDLE_EXIT = '86400';
/** So many looks, at the beginning, show how much memory is in use. */
const WARM = 3;

/** One resident process for all sessions: for several at a time, or, where `alone`, one after the other. */
export async function residentLane(options: string, alone: boolean): Promise<Lane> {
  const guests = new Map<string, Guest>();
  /** The destinations of sessions that were left adrift since the last look, so that a dial may still come. */
  const adrift = new Set<string>();
  const only = () => guests.values().next().value;
  let stranger: string | undefined;
  const strange = (host: string) => {
    if (!adrift.has(stem(host))) stranger ??= host;
  };
  // Of 65,536 names that are mistyped one has a checksum that fits, and is dialled.
  const guestOf = (host: string) =>
    guests.get(stem(host)) ??
    [...guests.values()].find((guest) => guest.sent().toLowerCase().includes(stem(host)));
  const port = await (alone ? exclusivePort(only) : sharedPort(guestOf, strange));
  const map = openMap();
  const resident = await startResident({
    args: ['--socks', port.address, '--idle-exit', IDLE_EXIT, ...map.words(options)],
  });
  const log = readLog(resident);
  const looks: number[] = [];
  let descriptors: number | undefined;
  let entered = 0;
  /** The lines that there should be in the log, at least and at most. */
  const due = { least: 0, most: 0 };

  const hasEnded = () =>
    resident.running.child.exitCode !== null || resident.running.child.signalCode !== null;
  const isIdle = () => hasEnded() || resident.sockets() === 0;

  async function enter(guest: Guest) {
    for (const onion of guest.onions) guests.set(onion, guest);
    map.add(guest);
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
    if (alone) Object.assign(log, { text: '', changed: guest.bell.ring });
    return {
      client,
      async ended() {
        if (!alone) return hasEnded() ? 'ended' : 0;
        const isLogged = () => log.text.split('\n').length > guest.logged()[0];
        await guest.bell.until(() => hasEnded() || isLogged()).catch(() => {});
        return until('the end of a session', isIdle, 20, 2).then(
          () => (hasEnded() ? 'ended' : 0),
          () => 'a connection stays open',
        );
      },
      complaint: () => (alone ? wrongWithLog(log.text, guest) : undefined),
    };
  }

  async function look(): Promise<string | undefined> {
    if (hasEnded()) return `the resident process has ended: ${resident.running.output().slice(-2000)}`;
    if (log.wrong) return log.wrong;
    if (stranger) return `a dial for nobody: ${stranger}`;
    const isQuiet = () => isIdle() && log.lines >= due.least;
    await until('', isQuiet).catch(() => {});
    if (hasEnded()) return 'the resident process has ended';
    if (!isIdle()) return `${resident.sockets()} connections stay open`;
    if (log.lines < due.least || log.lines > due.most)
      return `${log.lines} lines in the log, where there should be ${due.least} to ${due.most}`;
    adrift.clear();
    descriptors ??= resident.descriptors();
    if (resident.descriptors() > descriptors)
      return `${resident.descriptors()} descriptors are open, where there were ${descriptors}`;
    looks.push(resident.memory());
    const normal = Math.max(...looks.slice(0, WARM));
    const grown = Math.min(...looks.slice(-2)) - normal;
    return grown > NOISE ? `memory has grown from ${normal} by ${grown} kB` : undefined;
  }

  return {
    options,
    enter,
    leave(guest) {
      for (const onion of guest.onions) {
        guests.delete(onion);
        if (guest.isAdrift()) adrift.add(onion);
      }
      map.remove(guest);
      const [least, most] = guest.logged();
      due.least += least;
      due.most += most;
    },
    look,
    hasEnded,
    async stop() {
      await resident.stop();
      port.stop();
      map.discard();
    },
  };
}
