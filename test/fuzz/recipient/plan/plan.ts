import { cut, mutate } from '../../plan/mutate.js';
import { type DialPlan, dialPlan } from '../../plan/plan.js';
import { type Random, randomOf } from '../../plan/random.js';
import { aside, body, data, hello, mail, rcpt } from './grammar.js';
import { domainOf, type Names, namesOf } from './names.js';
import { type ServerPlan, type Stage, serverOf, willing } from './server.js';

/** What a client says before it waits for the replies. */
export interface Step {
  readonly kind: 'commands' | 'message';
  readonly segments: readonly string[];
}

/** Where a party falls silent: Tor, a server, or, in a message, the client. */
export type Silence = 'dial' | 'greeting' | 'EHLO' | 'MAIL' | 'RCPT' | 'message';

/** A session as it follows from its seed. What the program does about it decides how far it is carried out. */
export interface PlanByRecipient {
  readonly seed: number;
  readonly names: Names;
  readonly steps: readonly Step[];
  /** The client waits for no reply, or not for that to DATA. */
  readonly isEager: boolean;
  readonly isDeaf: boolean;
  /** Each segment of a message is at the server before there is the next. */
  readonly inTurn: boolean;
  /** The client leaves when Tor or a server has got so far, or behind so many segments of its own. */
  readonly leave?: { readonly at: 'dial' | 'greeting' | Stage | number; readonly how: 'FIN' | 'RST' };
  readonly dials: readonly DialPlan[];
  readonly servers: readonly ServerPlan[];
  readonly silence?: Silence | undefined;
}

/** Connections to Tor that have a plan of their own. */
export const DIALS = 8;

/** The plan of a session. */
export function planOf(seed: number): PlanByRecipient {
  const random = randomOf(seed ^ 0x72637074);
  const names = namesOf(seed, random);
  const silence = random.oneIn(200)
    ? random.pick(['dial', 'greeting', 'EHLO', 'MAIL', 'RCPT', 'message'] as const)
    : undefined;
  const steps = silence ? stepsTo(silence, names, random) : conversation(names, random);
  const segments = steps.reduce((count, step) => count + step.segments.length, 0);
  const at = random.oneIn(2)
    ? 1 + random.below(segments)
    : random.pick(['dial', 'greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', '.'] as const);
  const raw = !silence && random.oneIn(100);
  const unlucky = random.oneIn(30);
  return {
    seed,
    names,
    steps,
    isEager: !silence && random.oneIn(6),
    isDeaf: random.oneIn(8),
    inTurn: random.oneIn(2),
    ...(!silence && random.oneIn(8) && { leave: { at, how: random.pick(['FIN', 'RST'] as const) } }),
    dials: Array.from({ length: DIALS }, () =>
      silence || !random.oneIn(4)
        ? { rep: 0, greeting: ['220 mail.example\r\n'] }
        : dialPlan(raw, false, unlucky, random),
    ),
    servers: Array.from({ length: DIALS }, () => (silence ? willing() : serverOf(random))),
    silence,
  };
}

/** A client with up to three messages. */
function conversation(names: Names, random: Random): Step[] {
  const often = (text: string) => (random.oneIn(25) ? mutate(text, random) : text);
  const asides = (times: number) => (random.oneIn(times) ? [often(aside(names, random))] : []);
  const steps: Step[] = [commands([...asides(6), hello(names, random)].map(often), random)];
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    const near = domainOf(names, random);
    const recipients = Array.from({ length: 1 + random.below(3) }, (_none, number) =>
      rcpt(random.oneIn(3) ? domainOf(names, random) : near, number, random),
    );
    const lines = [mail(names, random), ...asides(10), ...recipients, ...asides(10)].map(often);
    const groups = random.oneIn(2)
      ? [[...lines, data(random)]]
      : [...lines, data(random)].map((line) => [line]);
    steps.push(...groups.map((group) => commands(group, random)));
    const text = body(names, random);
    const message = `${random.oneIn(4) ? mutate(text, random) : text}${random.oneIn(20) ? '' : '.\r\n'}`;
    steps.push({ kind: 'message', segments: cutMessage(message, random) });
  }
  return random.oneIn(4) ? steps : [...steps, commands(['QUIT\r\n'], random)];
}

/** A client whose one message comes so far that somebody falls silent. */
function stepsTo(silence: Silence, names: Names, random: Random): Step[] {
  const lines = [hello(names, random), 'MAIL FROM:<>\r\n', rcpt(names.onions[0], 1, random), 'DATA\r\n'];
  const end = silence === 'message' ? random.pick(['', '.', '.\r', '\n']) : '.\r\n';
  return [
    ...lines.map((line) => commands([line], random)),
    { kind: 'message', segments: [`text\r\n${end}`] },
  ];
}

const commands = (lines: readonly string[], random: Random): Step => ({
  kind: 'commands',
  segments: lines.flatMap((line) => cut(line, random)).filter((segment) => segment !== ''),
});

/** Cuts a message anywhere, or around one of its dots octet by octet. */
function cutMessage(text: string, random: Random): string[] {
  const dots = [...text.matchAll(/\./g)].map(({ index }) => index);
  if (dots.length === 0 || random.oneIn(2)) return cut(text, random).filter((segment) => segment !== '');
  const dot = random.oneIn(2) ? (dots.at(-1) ?? 0) : random.pick(dots);
  const [from, to] = [Math.max(0, dot - 3), dot + 4];
  return [text.slice(0, from), ...text.slice(from, to), text.slice(to)].filter((segment) => segment !== '');
}
