import { Resolver } from 'node:dns/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Finding } from '../judge/finding.js';
import { KINDS } from '../judge/giveaways.js';
import type { Transcript } from '../session/transcript.js';
import { show } from '../text.js';
import { type NameServer, startNameServer } from './name-server.js';

/** How late a look-up may come, from a server that delivers a message first, milliseconds. */
const GRACE = 3_000;
/** How long a question of our own may take to reach us, milliseconds. */
const OWN = 10_000;

/** Watches for questions about names that only we have said. */
export interface Watch {
  /** Checks that questions arrive here at all; resolves with a finding if not. */
  check(): Promise<Finding[]>;
  /** Waits a little after the time `last`, for late questions; resolves with a finding for each that a server caused. */
  finish(transcripts: readonly Transcript[], last: number): Promise<Finding[]>;
}

/** Answers for the zone at an address that it is delegated to. */
export async function startWatch(
  zone: string,
  domain: string,
  address: { readonly host: string; readonly port: number },
): Promise<Watch> {
  const server = await startNameServer(address, zone);
  const own = `check.${domain}`;
  return {
    async check() {
      const resolver = new Resolver({ timeout: OWN / 2, tries: 2 });
      await resolver.resolve4(own).catch(() => {});
      if (server.asked.some(({ name }) => domain.endsWith(name) || name === own)) return [];
      const received = `a question for ${own} did not arrive: is ${zone} delegated to ${address.host}?`;
      return [{ kind: 'untested', ...KINDS.untested, text: received, probes: ['watch'], sent: '', received }];
    },
    async finish(transcripts, last) {
      await pause(Math.max(0, last + GRACE - Date.now()));
      server.close();
      return findingsOf(server, domain, own, transcripts);
    },
  };
}

function findingsOf(
  { asked }: NameServer,
  domain: string,
  own: string,
  transcripts: readonly Transcript[],
): Finding[] {
  const found = new Map<string, Finding>();
  for (const { name, type, from } of asked) {
    if ([own, `_.${domain}`].includes(name) || !name.endsWith(`.${domain}`)) continue;
    // Resolvers and DKIM put labels in front; the last label is the one that was said.
    const [label = ''] = name
      .slice(0, -domain.length - 1)
      .split('.')
      .slice(-1);
    const spoken = `${label}.${domain}`;
    const places = transcripts
      .flatMap(({ exchanges }) => exchanges)
      .filter(({ sent }) => sent.includes(spoken));
    const text = `${type} ${show(name)}`;
    found.set(text, {
      kind: 'lookup',
      ...KINDS.lookup,
      text,
      probes: [...new Set(places.map((place) => place.name))],
      sent: show(places[0]?.sent ?? ''),
      received: `(asks for ${text}, from ${from})`,
    });
  }
  return [...found.values()];
}

/** Names in the domain that were said, to be looked for in the log of the zone's name server. */
export function namesSaid(domain: string, transcripts: readonly Transcript[]): string[] {
  const sent = transcripts.flatMap(({ exchanges }) => exchanges.map((exchange) => exchange.sent));
  const pieces = sent
    .filter((text) => text.includes(domain))
    .flatMap((text) => text.split(`.${domain}`).slice(0, -1));
  const labels = pieces.map((piece) => piece.match(/[\w-]{1,63}$/)?.[0]);
  return [...new Set(labels)].map((label) => `${label}.${domain}`).sort();
}
