import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { hasFailed } from '../outcome.js';
import { type MailServer, type MailServerManner, startMailServer } from '../stand-ins/mail-server.js';
import { type Chain, startChain } from './chain.js';
import type { Exim, EximSite, Submission } from './exim.js';
import { alice, bob } from './names.js';

/** A chain, and at its end a server that takes mail for bob. */
export interface Exchange {
  readonly chain: Chain;
  readonly server: MailServer;
  /** A sending Exim of an author at alice's onion. */
  sender(site?: Partial<EximSite>): Exim;
  /** Hands a message (latin1) in, and gives what the server got at once. */
  send(
    exim: Exim,
    message: string,
    to: Submission,
  ): Promise<{ commands: readonly string[]; message: string }>;
}

export interface ExchangeOptions extends MailServerManner {
  /** The domains of the senders; by default alice's onion alone. */
  domains?: readonly string[];
}

/** For use within a `describe`: started before its tests, and stopped after them. */
export function exchange(name: string, { domains = [alice], ...manner }: ExchangeOptions = {}): Exchange {
  let chain: Chain;
  let server: MailServer;
  before(async () => {
    chain = await startChain(name);
    server = await startMailServer(manner);
    chain.tor.set(bob, server.port);
  });
  after(async () => {
    server?.stop();
    await chain?.stop(hasFailed());
  });
  return {
    get chain() {
      return chain;
    },
    get server() {
      return server;
    },
    sender: (site) => chain.sender({ domains, ...site }),
    async send(exim, message, to) {
      const earlier = server.sessions.length;
      await exim.submit(Buffer.from(message, 'latin1'), to);
      const session = server.sessions[earlier] ?? assert.fail(exim.log());
      return { commands: session.commands, message: session.messages[0] ?? assert.fail(exim.log()) };
    },
  };
}
