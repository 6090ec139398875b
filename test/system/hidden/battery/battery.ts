import type { Duplex } from 'node:stream';
import { judge } from '../../../../src/audit/judge/judge.js';
import { type Case, casesOf, runCases } from '../../../../src/audit/session/battery.js';
import { readEqual, readForms, readProbes } from '../../../../src/audit/session/data.js';
import { DOMAIN, HOST, type Onion } from '../site/site.js';

/** What no reply may hold: names, users, addresses, version, clock and paths of the machine. */
export const SECRETS = [
  HOST,
  'secret-host',
  DOMAIN,
  'alice',
  'bob',
  'carol',
  '127.0.0.1',
  '192.0.2.1',
  'reverse-name',
  'Exim',
  '4.96',
  'Debian',
  'Chatham',
  '+1345',
  '+1245',
  '/etc/',
  '/var/',
  '/home/',
];

const values = (own: Onion, other: Onion) => ({
  ONION: [own.name],
  OTHER: [other.name],
  ALSO: [DOMAIN],
  HOST: [HOST],
  USER: ['carol'],
  NAME: ['bob', 'daemon'],
  LOUD: ['CAROL'],
  LOUDALSO: [DOMAIN.toUpperCase()],
  ADDRESS: ['192.0.2.1'],
  // The first is what the others are compared with.
  DOMAIN: ['stranger.example', DOMAIN, HOST],
  NOBODY: ['qxzvw'],
  PEER: ['peer.onion'],
  STRANGER: ['stranger.example'],
  NOWHERE: ['nowhere.onion'],
});

/** The probes of the battery with the names of the site, those that wait for a time-out left out. */
export function casesFor(own: Onion, other: Onion, which = (_name: string) => true): Case[] {
  return casesOf(readProbes(), values(own, other)).filter(({ probe }) => !probe.slow && which(probe.name));
}

export function battery(connect: () => Promise<Duplex>, cases: readonly Case[], parallel = 8) {
  return runCases(connect, cases, { parallel, pauses: [] });
}
export type Transcripts = Awaited<ReturnType<typeof battery>>;

/** What the transcripts give away, one line each. */
export function givenAway(transcripts: Transcripts, own: Onion): string[] {
  const names = [own.name, own.alias];
  const findings = judge(transcripts, SECRETS, { names, equal: readEqual(), forms: readForms() });
  return findings.map(({ kind, what, text, probes }) => `${kind}: ${what}: ${text} (${probes.join(' ')})`);
}

/**
 * The dialogues as text, with what must differ replaced by what it is. Those in which several lines were sent at once
 * are left out: they may be read at once or not.
 */
export function dialogues(transcripts: Transcripts, names: Readonly<Record<string, string>>): string[] {
  const plain = (text: string) =>
    Object.entries(names).reduce((rest, [name, role]) => rest.replaceAll(new RegExp(name, 'gi'), role), text);
  const alone = transcripts.filter(({ exchanges }) =>
    exchanges.every(({ sent }) => !/[\r\n]./s.test(sent.trim())),
  );
  return alone.map(({ probe, exchanges, untested }) =>
    [
      probe.name,
      untested ?? '',
      ...exchanges.flatMap(({ sent, replies }) => [
        `> ${plain(sent)}`,
        ...replies.map(({ code, lines }) => plain(lines.join('\n') || code)),
      ]),
    ].join('\n'),
  );
}

/** The names of an onion of the site and of the other, for `dialogues`. */
export const rolesFor = (own: Onion, other: Onion): Record<string, string> => ({
  [own.name]: 'ONION',
  [other.name]: 'OTHER',
});
