import { parseArgs } from 'node:util';
import { BYS, type By } from './case.js';

/** What is asked for. */
export interface Request {
  readonly seed: number;
  readonly sessions: number;
  readonly minutes: number;
  /** Both, unless one is named: then most sessions have a resident process. */
  readonly mode: 'resident' | 'launched' | undefined;
  /** Both, unless one is named: where the client says its destination. */
  readonly by: By | undefined;
  /** So many sessions of a process lie between one look at it and the next. */
  readonly look: number;
}

const USAGE =
  'npm run fuzz -- [--seed N] [--sessions N] [--minutes N] [--mode resident|launched] [--by hello|recipient] [--look N]';
const LOOK = 2500;

/** Reads the command line. A seed alone repeats the one session that it stands for; else it is the first of many. */
export function requestOf(args: readonly string[]): Request {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { seed: text, sessions: text, minutes: text, mode: text, by: text, look: text },
  });
  const numberOf = (value: string) => {
    if (!/^\d+$/.test(value)) throw new Error(USAGE);
    return Number(value);
  };
  const { seed, sessions, minutes, mode, look } = values;
  const by = BYS.find((each) => each === values.by);
  if (mode !== undefined && mode !== 'resident' && mode !== 'launched') throw new Error(USAGE);
  if (by !== values.by) throw new Error(USAGE);
  const isOne = seed !== undefined && sessions === undefined && minutes === undefined;
  return {
    seed: seed === undefined ? Date.now() % 1_000_000_000 : numberOf(seed),
    sessions: sessions === undefined ? (isOne ? 1 : Number.POSITIVE_INFINITY) : numberOf(sessions),
    minutes:
      minutes === undefined ? (sessions === undefined ? 10 : Number.POSITIVE_INFINITY) : numberOf(minutes),
    mode,
    by,
    look: look === undefined ? LOOK : Math.max(1, numberOf(look)),
  };
}
