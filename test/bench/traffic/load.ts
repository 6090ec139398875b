import { resolve } from 'node:path';
import { root } from '../../support/paths.js';
import { type Running, start } from '../../support/programs/command.js';
import { ONION } from './contenders.js';
import { environment } from './service.js';

/** Milliseconds. */
export interface Times {
  readonly p50: number;
  readonly p95: number;
}

/** What the load generator saw. */
export interface Load {
  readonly errors: number;
  readonly firstError: string | null;
  readonly seconds: number;
  /** From the connection to the 220, to the EHLO reply, to the end. */
  readonly greeting: Times;
  readonly hello: Times;
  readonly whole: Times;
}

export interface Job {
  readonly port: number;
  readonly total: number;
  readonly atOnce?: number;
  readonly rate?: number;
  readonly until?: 'quit' | 'greeting' | 'close' | 'hold';
  /** There is no proxy: the EHLO line has no destination. */
  readonly plain?: boolean;
  /** With `atOnce`: at most so many begin in a second. */
  readonly pace?: number;
  /** Milliseconds of rest before each session. */
  readonly gap?: number;
  /** Seconds without any answer after which to give up. */
  readonly patience?: number;
}

export function python(script: string, ...args: string[]): Running {
  return start('/usr/bin/python3', ['-B', resolve(root, 'test/bench/traffic', script), ...args], {
    env: environment,
  });
}

function generate({ plain = false, ...job }: Job): Running {
  return python('load.py', JSON.stringify({ ...job, ...(!plain && { name: ONION }) }));
}

/** Makes sessions and returns their times. An error ends the measurement, unless errors are what is measured. */
export async function load(job: Job, tolerant = false): Promise<Load> {
  const generator = generate(job);
  const seen: Load = JSON.parse((await generator.line(/^\{.*\}$/m, 600))[0]);
  await generator.stop();
  if (seen.errors > 0 && !tolerant) {
    throw new Error(`${JSON.stringify(job)}: ${seen.errors} errors, the first: ${seen.firstError}`);
  }
  return seen;
}

/** Sessions that stay open. */
export interface Held {
  readonly load: Load;
  /** `count` of them take and give `size` bytes. */
  move(count: number, size: number): Promise<Load>;
  release(): Promise<void>;
}

export async function hold(job: Job): Promise<Held> {
  const generator = generate({ ...job, until: 'hold' });
  let lines = 0;
  const next = async (): Promise<Load> => {
    lines += 1;
    const nth = new RegExp(`^(?:\\{.*\\}\\n){${lines}}`);
    const match = await generator.line(nth, 600);
    return JSON.parse(match[0].trimEnd().split('\n').at(-1) as string);
  };
  return {
    load: await next(),
    move(count, size) {
      generator.child.stdin?.write(`move ${count} ${size}\n`);
      return next();
    },
    async release() {
      generator.child.stdin?.end('quit\n');
      await generator.ended();
    },
  };
}
