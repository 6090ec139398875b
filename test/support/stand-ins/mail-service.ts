import { after, before } from 'node:test';
import { type MailServer, startMailServer } from './mail-server.js';
import { onionAddress } from './onion-address.js';
import { type StandIn, startStandIn } from './onion-stand-in.js';

/** A mail server behind an onion name, and the stand-in for Tor that leads there. */
export interface MailService {
  readonly onion: string;
  readonly server: MailServer;
  /** For --socks. */
  readonly socks: string;
}

/** One for all tests of a file or a `describe`. */
export function mailService(): MailService {
  const onion = onionAddress('bob');
  let server: MailServer;
  let tor: StandIn;
  before(async () => {
    server = await startMailServer();
    tor = await startStandIn({ [onion]: server.port });
  });
  after(() => {
    tor.stop();
    server.stop();
  });
  return {
    onion,
    get server() {
      return server;
    },
    get socks() {
      return `127.0.0.1:${tor.port}`;
    },
  };
}
