import type { Finding } from '../judge/finding.js';
import { KINDS } from '../judge/giveaways.js';
import { connector } from '../options/target.js';
import type { Audit } from '../options/usage.js';
import type { Exchange, Transcript } from '../session/transcript.js';
import { tryCrowd } from './crowd.js';
import { type Door, GREETING } from './door.js';
import { tryFill } from './fill.js';

/** The result of a part of the audit that is no probe of the data files. */
export interface Part {
  /** What was said, in the form of a probe's. */
  readonly transcripts: readonly Transcript[];
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/** For the greeting of a server that is full, which may never come, milliseconds. */
const GREETED = 15_000;
/** For all that is tried with connections, milliseconds. */
const CROWD = 300_000;
/** How long a server may take to forget connections that have ended, and to deliver a message; milliseconds. */
const FORGOTTEN = 1_000;
const DELIVERED = 5_000;
/** Connections on one circuit: an onion service may limit them (HiddenServiceMaxStreams). */
const STREAMS = 3;

/** The parts that need another way into the machine, by name. One that lacks an option resolves with undefined. */
export const PARTS = { connections: tryConnections, 'mailbox-full': tryMailbox } as const;

/** Holds connections at both doors at once. */
async function tryConnections(audit: Audit, client: string): Promise<Part | undefined> {
  const doors = doorsOf(audit);
  if (!doors) return undefined;
  const crowd = {
    most: audit.connections,
    first: [
      GREETING,
      [`EHLO ${client}`, '250'],
      [`MAIL FROM:<audit@${client}>`, '250'],
      ['RCPT TO:<postmaster>', '250'],
    ] as const,
    limit: CROWD,
    rest: FORGOTTEN,
  };
  const { findings, exchanges } = await tryCrowd(doors.here, doors.beside, crowd);
  return { findings, transcripts: [transcript('connections', exchanges)], notes: [] };
}

/** Fills a mailbox at one door, and asks for one at the other. */
async function tryMailbox(audit: Audit, client: string): Promise<Part | undefined> {
  const { fill, known, megabytes } = audit;
  const doors = doorsOf(audit);
  if (!doors || fill === undefined || known.mailbox === undefined) return undefined;
  const full = { mailbox: fill, here: known.mailbox, most: megabytes, client, rest: DELIVERED };
  const { findings, exchanges, note } = await tryFill(doors.here, doors.beside, full);
  return { findings, transcripts: [transcript('mailbox-full', exchanges)], notes: note === '' ? [] : [note] };
}

function doorsOf({ target, server, beside, timeout }: Audit): { here: Door; beside: Door } | undefined {
  if (!beside) return undefined;
  const time = Math.min(timeout, GREETED);
  return {
    here: { name: server, connect: connector(target, STREAMS), time },
    beside: { name: beside.name, connect: connector(beside.target, STREAMS), time },
  };
}

function transcript(name: string, exchanges: readonly Exchange[]): Transcript {
  const { cure } = KINDS.shared;
  const topic = 'What is shared with another way into the machine';
  const probe = { name, topic, cure, before: undefined, steps: [], slow: false, sends: false };
  return { probe, values: {}, exchanges };
}
