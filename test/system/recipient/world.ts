import {
  type MailServer,
  type MailServerManner,
  startMailServer,
} from '../../support/stand-ins/mail-server.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { type StandIn, startStandIn } from '../../support/stand-ins/onion-stand-in.js';

/** Onions of all kinds behind a stand-in for Tor. */
export interface World {
  readonly tor: StandIn;
  /** The name of each: a domain, or an onion. */
  readonly domains: Readonly<Record<Kind, string>>;
  /** What each server took, as `recipient number`: the message's. */
  taken(): Readonly<Record<string, readonly string[]>>;
  /** The texts that arrived. */
  texts(): readonly string[];
  stop(): void;
}

/** Those that take mail, be it at the second attempt. */
export const LIVE = ['quick', 'other', 'slow', 'grey', 'busy', 'mapped'] as const;
/** One refuses its recipients, the others are not there. */
export const KINDS = [...LIVE, 'refusing', 'dead', 'closed'] as const;
export type Kind = (typeof KINDS)[number];

/** The domain that the map has. */
export const MAPPED = 'mapped.example';
const RCPT = /^RCPT TO:<(.*)>$/;

export async function startWorld(): Promise<World> {
  const met = new Set<string>();
  const isNew = (what: string) => !met.has(what) && met.add(what) !== undefined;
  let hellos = 0;
  const manners: Readonly<Record<string, MailServerManner>> = {
    quick: { extensions: ['SIZE', '8BITMIME', 'PIPELINING'] },
    other: {},
    slow: { delay: 700 },
    grey: { answer: (line) => (RCPT.test(line) && isNew(line) ? '450 4.2.0 Greylisted' : undefined) },
    busy: {
      answer: (line) => (/^EHLO/.test(line) && hellos++ % 3 === 0 ? '421 4.3.2 Too busy' : undefined),
    },
    mapped: {},
    refusing: { answer: (line) => (RCPT.test(line) ? '550 5.1.1 Nobody' : undefined) },
  };
  const servers = new Map<string, MailServer>();
  const tor = await startStandIn();
  const domains: Record<string, string> = { dead: onionAddress('dead'), closed: onionAddress('closed') };
  for (const [kind, manner] of Object.entries(manners)) {
    const server = await startMailServer(manner);
    servers.set(kind, server);
    domains[kind] = onionAddress(kind);
    tor.set(onionAddress(kind), server.port);
  }
  const closed = await startMailServer();
  closed.stop();
  tor.set(onionAddress('closed'), closed.port);

  /** The recipients of each message: greylisted ones are named twice. */
  function takenBy({ sessions }: MailServer): string[] {
    return sessions.flatMap(({ commands, messages }) => {
      const recipients = commands.flatMap((line) => line.match(RCPT)?.[1] ?? []);
      return messages.flatMap((text) =>
        recipients.map((to) => `${to} ${text.match(/^X-Number: (\d+)/m)?.[1]}`),
      );
    });
  }
  return {
    tor,
    domains: { ...domains, mapped: MAPPED } as Record<Kind, string>,
    taken: () => Object.fromEntries([...servers].map(([kind, server]) => [kind, takenBy(server)])),
    texts: () =>
      [...servers.values()].flatMap(({ sessions }) => sessions.flatMap(({ messages }) => messages)),
    stop() {
      tor.stop();
      for (const server of servers.values()) server.stop();
    },
  };
}

/** For --map. */
export const map = `# An ordinary domain.\n${MAPPED}: ${onionAddress('mapped')}\n`;
