import { after, before } from 'node:test';
import { type Exim, type EximSite, makeExim } from '../../../support/exim/exim.js';
import { alice } from '../../../support/exim/names.js';
import { temporaryFolder } from '../../../support/folder.js';
import { hasFailed } from '../../../support/outcome.js';
import { type MailServer, type Session, startMailServer } from '../../../support/stand-ins/mail-server.js';

/** Exims whose proxy is the server itself: whatever they hand to the transport has left. */
export interface Direct {
  sender(site?: Partial<EximSite>): Exim;
  /** The sessions at the server because of `act`. */
  during(act: () => Promise<unknown>): Promise<readonly Session[]>;
}

/** For use within a `describe`: the server is started before its tests, and stopped after them. */
export function direct(name: string): Direct {
  const { path: folder, discard } = temporaryFolder(name);
  let server: MailServer;
  let count = 0;
  before(async () => {
    server = await startMailServer({ patient: true });
  });
  after(() => {
    server.stop();
    discard(hasFailed());
  });
  return {
    sender: (site = {}) =>
      makeExim({
        folder,
        name: `sender-${++count}`,
        domains: [alice, 'clear.example'],
        ...site,
        macros: { TOR_SMTP_PORT: String(server.port), ...site.macros },
      }),
    async during(act) {
      const before = server.sessions.length;
      await act();
      return server.sessions.slice(before);
    },
  };
}
