import { existsSync, readFileSync } from 'node:fs';
import type { Station } from '../parts/exim.js';
import { readCopy } from './letters.js';
import { sentBy, takenBy } from './logs.js';
import type { Record, Strike } from './record.js';

/** What a run is asked for when it is over. */
export interface Remains {
  readonly sender: Station;
  readonly servers: readonly Station[];
  readonly sent: Record['sent'];
  readonly strikes: readonly Strike[];
  /** tor-smtp's log. */
  readonly log: string;
}

/** Reads mailboxes, logs and queues. */
export function collect({ sender, servers, sent, strikes, log }: Remains): Record {
  const { lines, ids } = sentBy(sender.log());
  const taken = servers.flatMap((server) => takenBy(server.name, server.log()));
  const copies = servers.flatMap((server) =>
    server.mail().map((text) => {
      const { id, intact, taken: as } = readCopy(text);
      return { id, intact, as, server: server.name };
    }),
  );
  const taking = [...taken, ...copies].map(({ as, id }) => [as, id] as const);
  const idOf = new Map([...ids, ...taking]);
  const queued = [sender, ...servers].flatMap((exim) => exim.queued());
  return {
    sent,
    copies,
    taken,
    lines,
    strikes: strikes.map((strike) => {
      const id = idOf.get(strike.message ?? '');
      return id ? { ...strike, id } : strike;
    }),
    queued: queued.map((message) => idOf.get(message) ?? message),
    bounces: sender.mail().length,
    faults: existsSync(log)
      ? readFileSync(log, 'latin1')
          .split('\n')
          .filter((line) => line !== '' && !line.includes(' outcome='))
      : [],
  };
}
