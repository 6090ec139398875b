import { after, afterEach, before } from 'node:test';
import { type Resident, type ResidentLaunch, startResident } from '../../support/programs/resident.js';
import { type ResidentBench, startResidentBench } from './bench.js';

/** The bench of a suite, and a resident process for each of its tests. */
export interface Launches {
  readonly bench: ResidentBench;
  /** The process of this test. */
  readonly resident: Resident;
  /** Starts it, with Tor's address and what else is named. */
  launch(
    args?: readonly string[],
    env?: ResidentLaunch['env'],
    through?: ResidentLaunch['through'],
  ): Promise<Resident>;
}

/** Prepares both, and ends what a test leaves; called in a `describe`. */
export function launches(): Launches {
  let bench: ResidentBench;
  let resident: Resident | undefined;
  before(async () => {
    bench = await startResidentBench();
  });
  afterEach(async () => {
    bench.clear();
    await resident?.stop();
  });
  after(() => bench.stop());
  return {
    get bench() {
      return bench;
    },
    get resident() {
      if (!resident) throw new Error('not launched');
      return resident;
    },
    async launch(args = [], env = {}, through = []) {
      resident = await startResident({
        args: ['--socks', `127.0.0.1:${bench.tor.port}`, ...args],
        env,
        through,
      });
      return resident;
    },
  };
}
