import type { Plan } from '../plan/plan.js';
import { type Bell, bell, type Party } from './party.js';
import { openRecord, type Record } from './record.js';
import type { Dial } from './tor.js';

/** What must never be was seen. The transcript has what should have been instead. */
export class Violation extends Error {}

/** What has a transcript. */
export interface Recorded {
  readonly record: Record;
}

/** A session under way. */
export interface Session {
  readonly plan: Plan;
  readonly record: Record;
  readonly bell: Bell;
  client: Party;
  /** Connections to the SOCKS port that have not been looked at yet, and how many there were before them. */
  readonly dials: Dial[];
  dialled: number;
  /** Of them, those for the hello that has no reply yet. */
  circuits: number;
  /** The server at the end of the newest one; what it has said, and how much of that the program has used up. */
  tor: Party | undefined;
  server: Dial | undefined;
  said: string;
  used: number;
  /** What the server has said ahead, before it left behind a refusal. To the next hello it is the answer. */
  ahead: string;
  /** How many hellos servers have answered. */
  answered: number;
  /** What the client has sent, when it last did, and how many replies it has had. */
  sent: string;
  sentAt: number;
  replies: number;
  /** The code of the next reply, where it follows from the server's words. */
  expected: number | undefined;
  /** The next reply tells the client of its server: from then on octets only move. */
  isAccepted: boolean;
  isSpliced: boolean;
  last: string;
  hasLeft: 'FIN' | 'RST' | undefined;
  /** Nobody listens any more; and what was wrong with a dial all the same. */
  isAdrift: boolean;
  stray: string | undefined;
  /** The most octets in a line for the client: what the server itself says may be longer. */
  longest: number;
}

export function openSession(plan: Plan): Session {
  return {
    plan,
    record: openRecord(),
    bell: bell(),
    client: undefined as never,
    dials: [],
    dialled: 0,
    circuits: 0,
    tor: undefined,
    server: undefined,
    said: '',
    used: 0,
    ahead: '',
    answered: 0,
    sent: '',
    sentAt: 0,
    replies: -1,
    expected: undefined,
    isAccepted: false,
    isSpliced: false,
    last: '',
    hasLeft: undefined,
    isAdrift: false,
    stray: undefined,
    longest: 512,
  };
}

/** Ends the session with a violation; `due` is the line that the transcript should have had here. */
export function violation(session: Recorded, what: string, due?: string): never {
  if (due) session.record.line(due);
  throw new Violation(what);
}

/** The server says something. */
export function serverSays(session: Pick<Session, 'record' | 'said' | 'tor'>, text: string): void {
  session.record.said('server', '>', text);
  session.said += text;
  session.tor?.socket.write(text, 'latin1');
}

/** The server, or Tor, closes. */
export function serverLeaves(
  { tor, record }: Pick<Session, 'record' | 'tor'>,
  how: 'FIN' | 'RST' = 'FIN',
): void {
  if (!tor || tor.left) return;
  record.line(`server > [${how}]`);
  tor.left = true;
  if (how === 'RST') tor.socket.resetAndDestroy();
  else tor.socket.destroySoon();
}

/** The client leaves. */
export function clientLeaves(
  session: Pick<Session, 'record' | 'client' | 'hasLeft'>,
  how: 'FIN' | 'RST',
): void {
  if (session.hasLeft) return;
  session.record.line(`client > [${how}]`);
  session.hasLeft = how;
  if (how === 'FIN') session.client.socket.end();
  else {
    session.client.left = true;
    session.client.socket.resetAndDestroy();
  }
}
