import { command, hello, type Names, namesOf, reply, talk } from './grammar.js';
import { cut, mutate } from './mutate.js';
import { type Random, randomOf } from './random.js';

/** Where a party falls silent, so that a deadline ends the session; `hung`: the client has left, and the server says nothing. */
export type Silence = 'dial' | 'greeting' | 'answer' | 'idle' | 'hung';

/** What Tor and the server do with one connection. */
export interface DialPlan {
  /** Answers of the SOCKS port that are not the usual ones; it closes behind them. */
  readonly odd?: { readonly at: 'method' | 'status' | 'reply'; readonly bytes: string };
  readonly rep: number;
  /** In segments. */
  readonly greeting: readonly string[];
}

/** A session as it follows from its seed. What the program does about it decides how far it is carried out. */
export interface Plan {
  readonly seed: number;
  readonly names: Names;
  /** What the client says, in segments. */
  readonly opening: readonly string[];
  /** The client waits for the replies to each segment before the next. */
  readonly lockstep: boolean;
  /** Where the client leaves, and how. */
  readonly leave?: { readonly at: 'opening' | 'dial' | 'greeting' | 'answer'; readonly how: 'FIN' | 'RST' };
  readonly dials: readonly DialPlan[];
  readonly answers: readonly (readonly string[])[];
  readonly closesAfterRefusal: boolean;
  readonly exchanges: readonly { readonly from: 'client' | 'server'; readonly text: string }[];
  /** What is sent is awaited before the next is. */
  readonly inTurn: boolean;
  readonly ending: 'server FIN' | 'server RST' | 'client RST' | 'client FIN';
  readonly silence?: Silence | undefined;
}

/** REP: granted, mostly; else each that has a meaning, and some that have none. */
const REPS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xff];

/** Those for which another circuit may do better. */
const OF_CIRCUIT = [1, 4, 6, 0xf2, 0xf3, 0xf7];

/** The plan of a session. */
export function planOf(seed: number): Plan {
  const random = randomOf(seed);
  const names = namesOf(seed, random);
  const often = (text: string, times: number) => (random.oneIn(times) ? mutate(text, random) : text);
  const silence = random.oneIn(200) ? silenceOf(random) : undefined;
  const before = Array.from({ length: random.oneIn(2) ? 0 : random.below(5) }, () =>
    often(command(names, random), 6),
  );
  const behind = Array.from({ length: random.oneIn(3) ? random.below(4) : 0 }, () => command(names, random));
  const lines = silence ? [hello(names, random)] : [...before, often(hello(names, random), 5), ...behind];
  const opening = lines.flatMap((line) => cut(line, random)).filter((segment) => segment !== '');
  const raw = !silence && random.oneIn(40);
  const unlucky = random.oneIn(30);
  const leave = {
    at: random.pick(['opening', 'dial', 'greeting', 'answer'] as const),
    how: random.pick(['FIN', 'RST'] as const),
  };
  return {
    seed,
    names,
    opening,
    lockstep: random.oneIn(2),
    ...(!silence && random.oneIn(12) && { leave }),
    dials: Array.from({ length: 4 }, () => dialPlan(raw, silence !== undefined, unlucky, random)),
    answers: Array.from({ length: 4 }, () => {
      const codes = silence ? [250] : [250, 250, 250, 250, 204, 354, 421, 450, 502, 550];
      return cut(silence ? reply(codes, random) : often(reply(codes, random) + extra(random), 8), random);
    }),
    closesAfterRefusal: random.oneIn(3),
    exchanges: Array.from({ length: silence ? 0 : random.below(6) }, () => ({
      from: random.pick(['client', 'server'] as const),
      text: talk(random),
    })),
    inTurn: random.oneIn(2),
    ending: random.pick(['server FIN', 'server FIN', 'server RST', 'client RST', 'client FIN']),
    silence,
  };
}

const silenceOf = (random: Random): Silence =>
  random.oneIn(20) ? 'hung' : random.pick(['dial', 'greeting', 'answer', 'idle']);

/** Sometimes a server says more than it is asked for. */
const extra = (random: Random) => (random.oneIn(6) ? talk(random) : '');

/** What Tor and the server behind it do with one connection. */
export function dialPlan(raw: boolean, silent: boolean, unlucky: boolean, random: Random): DialPlan {
  if (silent) return { rep: 0, greeting: ['220 mail.example\r\n'] };
  const greeting =
    reply([220, 220, 220, 220, 220, 220, 250, 354, 421, 450, 554], random) + extra(random).slice(0, 1000);
  const at = random.pick(['method', 'status', 'reply'] as const);
  const usual = { method: '\x05\x02', status: '\x01\0', reply: '\x05\0\0\x01\0\0\0\0\0\0' }[at];
  return {
    ...(raw && random.oneIn(2) && { odd: { at, bytes: mutate(usual, random) } }),
    rep: unlucky ? random.pick(OF_CIRCUIT) : random.oneIn(8) ? random.pick(REPS) : 0,
    greeting: random.oneIn(20) ? [] : cut(random.oneIn(6) ? mutate(greeting, random) : greeting, random),
  };
}
