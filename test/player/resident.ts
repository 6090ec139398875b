import { once } from 'node:events';
import { connect } from 'node:net';
import { type Resident, type ResidentLaunch, startResident } from '../support/programs/resident.js';
import { until } from '../support/wait.js';
import type { Launched } from './launch.js';

/** A resident process that serves one session after another; when it has ended, the next session starts a new one. */
export interface Residence {
  /** A connection to it. `last`: the session ends the process, as a signal does. */
  enter(last: boolean): Promise<Launched>;
  stop(): Promise<void>;
}

export function residence(launch: ResidentLaunch): Residence {
  let resident: Resident | undefined;

  async function enter(last: boolean): Promise<Launched> {
    if (!resident || hasEnded(resident)) resident = await startResident(launch);
    const current = resident;
    const { port, running, sockets } = current;
    const client = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    await once(client, 'connect');
    const before = running.output().length;
    const lines = () =>
      running
        .output()
        .slice(before)
        .split(/(?<=\n)/);
    /** What is not said by the program that has opened the socket. */
    const errors = () =>
      lines()
        .filter((line) => !/^(Communication attempt on|Execing) /.test(line))
        .join('');

    /** A session is over when it has been logged and none of its sockets is left. */
    async function ended() {
      if (last) return (await running.ended()).code ?? 'SIGKILL';
      await until('the end of the session', () => {
        if (hasEnded(current)) throw new Error('the resident process has ended');
        return errors().endsWith('\n') && sockets() === 0;
      });
      return 0;
    }
    return { client, child: running.child, errors, ended, end: () => running.child.kill('SIGKILL') };
  }

  return { enter, stop: async () => resident?.stop() };
}

function hasEnded({ running: { child } }: Resident): boolean {
  return child.killed || child.exitCode !== null;
}
