import { send } from '../../../support/machine/client.js';
import { siteDuring } from '../site/during.js';
import { FIRST, type Site } from '../site/site.js';

export const TABLE = {
  alice: 'alice',
  'pen.name': 'bob',
  gone: 'carol',
  root: 'root',
  both: 'alice, nobody-there',
};
export const users = `/etc/exim4/tor-hidden/users/${FIRST.name}`;
/** The table as it is written. */
export const lines = (table: Record<string, string>) =>
  Object.entries(table)
    .map(([name, accounts]) => `${name}: ${accounts}\n`)
    .join('');

/** A site that keeps what its onion has accepted, and what the tests do with it. */
export interface Kept {
  site(): Site;
  /** Sends a message to a name of the onion; the replies. */
  deliver(who: string, header?: readonly string[]): Promise<string[]>;
  /** The reply to a recipient. */
  rcpt(who: string): Promise<string | undefined>;
  /** Empties all mailboxes, and forgets what Exim knows of them. */
  clean(): Promise<unknown>;
  /** One attempt for all that waits. */
  run(): Promise<void>;
  /** What waits, as `exim -bp` says it. */
  waiting(): Promise<string>;
}

/** For use within a `describe`. */
export function keptDuring(name: string): Kept {
  const site = siteDuring(name, {
    furnish({ write }) {
      write(users, lines(TABLE));
      // Debian gives up after four days; here it would at once.
      write('/etc/exim4/conf.d/retry/30_exim4-config', '* * F,1s,1s\n');
    },
  });
  const deliver = async (who: string, header: readonly string[] = []) =>
    send(await site().dial(FIRST.port), { to: [`${who}@${FIRST.name}`], header });
  const rcpt = async (who: string) => (await deliver(who))[3];
  const clean = () => site().sh('rm -rf /var/mail/* /var/spool/exim4/db/*');
  const run = async () => {
    await site().idle();
    await site().exim(['-qff']);
    await site().idle();
  };
  const waiting = async () => (await site().exim(['-bp'])).output.trim();
  return { site, deliver, rcpt, clean, run, waiting };
}
