import { reply, talk } from '../../plan/grammar.js';
import { cut, mutate } from '../../plan/mutate.js';
import type { Random } from '../../plan/random.js';

/** What a server says, in segments, and how it leaves behind that, if it does. */
export interface Answer {
  readonly segments: readonly string[];
  readonly leaves?: 'FIN' | 'RST';
}

/** What one answers; `.` is the end of a message. */
export const STAGES = ['EHLO', 'HELO', 'MAIL', 'RCPT', 'DATA', '.'] as const;
export type Stage = (typeof STAGES)[number];

/** A server as it is for one connection. */
export interface ServerPlan {
  /** To the first of its kind, the second and so on. */
  readonly answers: Readonly<Record<Stage, readonly Answer[]>>;
  /** What it does when it has heard so many octets of a message. */
  readonly midway?: Answer & { readonly at: number };
  /** It answers each command, even if it has answered ahead. */
  readonly isOutOfStep: boolean;
}

/** Codes for each stage: one of the second list now and then. */
const CODES: Readonly<Record<Stage, readonly [number, readonly number[]]>> = {
  EHLO: [250, [204, 354, 421, 450, 502, 550]],
  HELO: [250, [354, 421, 504]],
  MAIL: [250, [251, 354, 421, 451, 552]],
  RCPT: [250, [251, 354, 421, 450, 550, 550]],
  DATA: [354, [250, 355, 421, 451, 554]],
  '.': [250, [200, 354, 421, 452, 554]],
};

/** A server that does as it should. */
export const willing = (): ServerPlan => {
  const answer = (stage: Stage) => [{ segments: [`${CODES[stage][0]} fine\r\n`] }];
  const answers = Object.fromEntries(STAGES.map((stage) => [stage, answer(stage)]));
  return { answers: answers as unknown as ServerPlan['answers'], isOutOfStep: false };
};

export function serverOf(random: Random): ServerPlan {
  const answers = Object.fromEntries(
    STAGES.map((stage) => [
      stage,
      Array.from({ length: stage === 'RCPT' ? 3 : 1 }, () => answer(stage, random)),
    ]),
  );
  const leaves = random.pick(['FIN', 'RST'] as const);
  const says = random.oneIn(2) ? text([200, 250, 354, 421, 450, 552], random) : '';
  return {
    answers: answers as unknown as ServerPlan['answers'],
    isOutOfStep: random.oneIn(2),
    ...(random.oneIn(12) && {
      midway: {
        at: random.oneIn(2) ? 0 : random.below(300),
        segments: cut(says, random).filter((segment) => segment !== ''),
        ...(random.oneIn(2) && { leaves }),
      },
    }),
  };
}

function answer(stage: Stage, random: Random): Answer {
  const [usual, others] = CODES[stage];
  const code = random.oneIn(8) ? random.pick(others) : usual;
  const offers = stage === 'EHLO' ? extensions(code, random) : '';
  const words = offers || text([code], random);
  const ahead = random.oneIn(40) ? random.pick([text([250, 354, 450, 550], random), talk(random)]) : '';
  const mutant = random.oneIn(20) ? mutate(words + ahead, random) : words + ahead;
  const leaves = random.pick(['FIN', 'RST'] as const);
  return {
    segments: cut(mutant, random).filter((segment) => segment !== ''),
    ...(random.oneIn(30) && { leaves }),
  };
}

const text = (codes: readonly number[], random: Random) =>
  random.oneIn(3)
    ? reply(codes, random)
    : `${random.pick(codes)} ${random.pick(['fine', '2.0.0 x', '4.7.1 y'])}\r\n`;

/** The extensions that MAIL has parameters for, and others. */
function extensions(code: number, random: Random): string {
  if (code >= 300 || random.oneIn(6)) return '';
  const names = ['mail.example', 'SIZE 100', '8BITMIME', 'size', 'PIPELINING', 'STARTTLS'];
  const lines = [names[0], ...names.slice(1).filter(() => random.oneIn(2))];
  return lines.map((line, index) => `${code}${index === lines.length - 1 ? ' ' : '-'}${line}\r\n`).join('');
}
