import { launch } from '../../player/launch.js';
import { patient } from '../../support/slowness.js';
import { type Lane, wrongWithLog } from './lane.js';
import { openMap } from './map.js';
import { exclusivePort } from './port.js';

/** A process for each session, on a SOCKS port of its own. */
export function launchedLane(options: string): Lane {
  const map = openMap();
  return {
    options,
    async enter(guest) {
      map.add(guest);
      const port = await exclusivePort(() => guest);
      const launched = await launch({ args: ['--socks', port.address, ...map.words(options)] });
      return {
        client: launched.client,
        async ended() {
          const limit = patient(20) * 1000;
          let timer: NodeJS.Timeout | undefined;
          const late = new Promise<string>((resolve) => {
            timer = setTimeout(resolve, limit, 'late');
          });
          const status = await Promise.race([launched.ended(), late]);
          clearTimeout(timer);
          launched.end();
          port.stop();
          return status;
        },
        complaint: () => wrongWithLog(launched.errors(), guest),
      };
    },
    leave: map.remove,
    look: async () => undefined,
    hasEnded: () => false,
    stop: async () => map.discard(),
  };
}
