import { type Station, submitting } from './parts/exim.js';
import type { Front } from './parts/fronts.js';
import type { Way } from './parts/tor.js';
import type { Target } from './trouble/disturb.js';
import { commandOf, processesWith } from './trouble/processes.js';

interface Parts {
  readonly sender: Station;
  readonly servers: readonly Station[];
  readonly fronts: readonly Front[];
  readonly way: Way;
  /** tor-smtp's log, which is in its command line. */
  readonly log: string;
}

/** Everything between the command that hands a message in and the mailboxes. */
export function targetsOf({ sender, servers, fronts, way, log }: Parts): Target[] {
  const frontPids = () => fronts.flatMap(({ kept }) => kept.pid() ?? []);
  return [
    ...[sender, ...servers].flatMap((station) => eximOf(station)),
    { name: 'xinetd or systemd', weight: 1, pids: frontPids },
    {
      name: 'tor-smtp',
      weight: 6,
      pids: () => processesWith(log).filter((pid) => !isActivation(pid)),
    },
    { name: way.name, weight: 2, pids: () => way.pids() },
  ];
}

/** What has the program's arguments, and is not it yet. */
const isActivation = (pid: number) => commandOf(pid).includes('systemd-socket-activate');

function eximOf({ name, configuration, daemon }: Station): Target[] {
  const others = () =>
    processesWith(configuration).filter((pid) => pid !== daemon.pid() && !submitting.has(pid));
  return [
    { name: `${name}'s daemon`, weight: 1, pids: () => [daemon.pid() ?? []].flat() },
    { name: `${name}'s deliveries`, weight: 3, pids: others },
  ];
}
