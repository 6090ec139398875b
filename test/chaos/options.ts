import { parseArgs } from 'node:util';

export const PLANTS = ['loss', 'double', 'wrong', 'damage'] as const;
export type Plant = (typeof PLANTS)[number];
export const MODES = ['launched', 'resident', 'both'] as const;
export type Mode = (typeof MODES)[number];

export interface Wishes {
  readonly messages: number;
  /** No message is handed in after so many. */
  readonly minutes: number;
  readonly seed: number;
  readonly mode: Mode;
  /** A private Tor network in place of the stand-in. */
  readonly tor: boolean;
  /** A fault that the stand-in makes once, for the run to find. */
  readonly plant: Plant | undefined;
  /** Where to write what was recorded, as JSON. */
  readonly record: string | undefined;
}

export const USAGE = `usage: npm run chaos -- [--messages N] [--minutes N] [--seed N] [--mode ${MODES.join('|')}]
                         [--tor] [--short] [--plant ${PLANTS.join('|')}] [--record FILE]`;

/** Reads the command line; throws what is wrong with it. */
export function readOptions(args: readonly string[]): Wishes {
  const { values } = parseArgs({
    args: [...args],
    options: {
      messages: { type: 'string' },
      minutes: { type: 'string' },
      seed: { type: 'string' },
      mode: { type: 'string' },
      plant: { type: 'string' },
      record: { type: 'string' },
      tor: { type: 'boolean' },
      short: { type: 'boolean' },
    },
  });
  const number = (name: 'messages' | 'minutes' | 'seed', otherwise: number) => {
    const text = values[name];
    if (text === undefined) return otherwise;
    if (!/^\d+(\.\d+)?$/.test(text)) throw new Error(`--${name} wants a number, not ${text}`);
    return Number(text);
  };
  const one = <T extends string>(name: 'mode' | 'plant', choices: readonly T[]): T | undefined => {
    const text = values[name];
    const found = choices.find((choice) => choice === text);
    if (text !== undefined && !found) throw new Error(`--${name} is one of ${choices.join(', ')}`);
    return found;
  };
  const plant = one('plant', PLANTS);
  if (plant && values.tor) throw new Error('--plant is a fault of the stand-in: it goes without --tor');
  return {
    messages: number('messages', values.short ? 150 : 10_000),
    minutes: number('minutes', values.short ? 1.5 : 24 * 60),
    seed: number('seed', Math.floor(Math.random() * 2 ** 31)),
    mode: one('mode', MODES) ?? 'both',
    tor: values.tor ?? false,
    plant,
    record: values.record,
  };
}
