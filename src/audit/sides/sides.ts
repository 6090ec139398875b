import type { Finding } from '../judge/finding.js';
import { KINDS } from '../judge/giveaways.js';
import { connector } from '../options/target.js';
import type { Audit } from '../options/usage.js';
import type { Exchange, Transcript } from '../session/transcript.js';
import { tryCrowd } from './crowd.js';
import { type Door, GREETING } from './door.js';
import { tryFill } from './fill.js';

/** What was tried that is no probe of the data files. */
export interface Part {
  /** What was said here, as if it were a probe. */
  readonly transcripts: readonly Transcript[];
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/** For a greeting of a server that is full, which may never come; milliseconds. */
const GREETED = 15_000;
/** For all connections that are held, milliseconds. */
const CROWD = 300_000;
/** Until connections that have ended are forgotten, and until a message is in its mailbox; milliseconds. */
const FORGOTTEN = 1_000;
const DELIVERED = 5_000;
/** Tor lets an onion service limit the streams of one circuit (HiddenServiceMaxStreams). */
const STREAMS = 3;

/** The parts that need another way into the machine. */
export const PARTS = { connections: tryConnections, 'mailbox-full': tryMailbox } as const;

export type Side = (audit: Audit, peer: string) => Promise<Part | undefined>;

/** Connections here and there, held at once. */
async function tryConnections(audit: Audit, peer: string): Promise<Part | undefined> {
  const doors = doorsOf(audit);
  if (!doors) return undefined;
  const crowd = {
    most: audit.connections,
    first: [
      GREETING,
      [`EHLO ${peer}`, '250'],
      [`MAIL FROM:<audit@${peer}>`, '250'],
      ['RCPT TO:<postmaster>', '250'],
    ] as const,
    limit: CROWD,
    rest: FORGOTTEN,
  };
  const { findings, exchanges } = await tryCrowd(doors.here, doors.beside, crowd);
  return { findings, transcripts: [transcript('connections', exchanges)], notes: [] };
}

/** A mailbox there that becomes full, and one here. */
async function tryMailbox(audit: Audit, peer: string): Promise<Part | undefined> {
  const { fill, known, megabytes } = audit;
  const doors = doorsOf(audit);
  if (!doors || fill === undefined || known.mailbox === undefined) return undefined;
  const full = { mailbox: fill, here: known.mailbox, most: megabytes, peer, rest: DELIVERED };
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
