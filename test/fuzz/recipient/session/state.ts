import { type Bell, bell, type Party } from '../../session/party.js';
import { openRecord, type Record } from '../../session/record.js';
import type { Dial } from '../../session/tor.js';
import type { Due } from '../model/reply.js';
import type { Goal } from '../plan/names.js';
import type { PlanByRecipient } from '../plan/plan.js';
import type { ServerPlan, Stage } from '../plan/server.js';

/** A message that has a sender. */
export interface Transaction {
  /** MAIL's path and parameters, each with its extension. */
  readonly path: string;
  readonly parameters: readonly (readonly [string, string])[];
  /** What the recipients of a destination that has failed are told. */
  readonly failures: Map<string, Due>;
  /** What all are told: the server is lost that had accepted some. */
  lost: Due | undefined;
  /** The server that has the envelope, and how many of its recipients it has accepted. */
  current: Goal | undefined;
  accepted: number;
}

/** A session under way. */
export interface Session {
  readonly plan: PlanByRecipient;
  readonly record: Record;
  readonly bell: Bell;
  client: Party;
  /** Connections to the SOCKS port that have not been looked at yet, and how many there were before them. */
  readonly dials: Dial[];
  dialled: number;
  /** The server of the newest one, what it does, how often in each stage; what it has said, and how much of that is used up. */
  tor: Party | undefined;
  server: ServerPlan;
  readonly asked: Map<Stage, number>;
  said: string;
  used: number;
  /** What the client has sent, when it last did, in how many segments, and how much of it is accounted for. */
  sent: string;
  sentAt: number;
  segments: number;
  at: number;
  /** What it is about to send, and the step behind that. */
  queue: string[];
  step: number;
  /** The rest of an overlong line is still to come. */
  isInOverlong: boolean;
  /** A message is under way: so much of it the server has heard; and it has said or done something before that was all. */
  isInMessage: boolean;
  passed: number;
  isEarly: boolean;
  hasLeft: 'FIN' | 'RST' | undefined;
  /** The client's own errors so far. */
  errors: number;
  hello: { readonly verb: string; readonly name: string } | undefined;
  transaction: Transaction | undefined;
  /** Lines that the log should have by now. */
  lines: number;
  /** Somebody has fallen silent as planned. */
  isSilent: boolean;
  /** Nobody listens any more; and what was wrong with a dial all the same. */
  isAdrift: boolean;
  stray: string | undefined;
}

export function openSession(plan: PlanByRecipient): Session {
  return {
    plan,
    record: openRecord(),
    bell: bell(),
    client: undefined as never,
    dials: [],
    dialled: 0,
    tor: undefined,
    server: undefined as never,
    asked: new Map(),
    said: '',
    used: 0,
    sent: '',
    sentAt: 0,
    segments: 0,
    at: 0,
    queue: [],
    step: 0,
    isInOverlong: false,
    isInMessage: false,
    passed: 0,
    isEarly: false,
    hasLeft: undefined,
    errors: 0,
    hello: undefined,
    transaction: undefined,
    lines: 0,
    isSilent: false,
    isAdrift: false,
    stray: undefined,
  };
}
