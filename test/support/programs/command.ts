import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { patient } from '../slowness.js';
import { killTree } from './tree.js';

/** A program that a test started: its output as text so far, its lines to wait for, its end. */
export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Everything printed so far, stdout and stderr together, decoded as latin1. */
  output(): string;
  /** Resolves with the match as soon as the output has it; fails when the program ends or `least` seconds pass before that. */
  line(pattern: RegExp, least?: number): Promise<RegExpMatchArray>;
  /** Resolves when the program has ended. */
  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Ends the program (TERM, then KILL after 5 s) and waits for it. */
  stop(): Promise<void>;
}

/** Those that still run; none outlives this process, nor do those that they have started. */
const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const { pid } of children) if (pid !== undefined) killTree(pid);
});
// A run that is cut off has an exit, too.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => process.exit(128 + constants.signals[signal]));

/** Starts a program. It is killed when this process leaves, also after a failure. */
export function start(file: string, args: readonly string[], options: SpawnOptions = {}): Running {
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'], ...options });
  let text = '';
  const watchers = new Set<() => void>();
  const changed = () => {
    for (const watch of [...watchers]) watch();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
      changed();
    });
  }
  child.stdin?.on('error', () => {});
  let end: { code: number | null; signal: NodeJS.Signals | null } | undefined;
  const ended = new Promise<NonNullable<typeof end>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      end = { code, signal };
      changed();
      resolve(end);
    });
  });
  ended.catch(() => {});
  const kill = () => child.kill('SIGKILL');
  children.add(child);
  child.once('close', () => children.delete(child));
  return {
    child,
    pid: child.pid ?? -1,
    output: () => text,
    line: (pattern, least = 20) =>
      new Promise((resolve, reject) => {
        const finish = (act: () => void) => {
          watchers.delete(look);
          clearTimeout(timer);
          act();
        };
        const fail = (why: string) =>
          finish(() => reject(new Error(`${file}: ${why} before ${pattern}; it printed:\n${text}`)));
        const look = () => {
          const match = text.match(pattern);
          if (match) finish(() => resolve(match));
          else if (end) fail(`ended with ${end.code ?? end.signal}`);
        };
        const seconds = patient(least);
        const timer = setTimeout(() => fail(`${seconds} s passed`), seconds * 1000);
        watchers.add(look);
        child.once('error', (error) => fail(error.message));
        look();
      }),
    ended: () => ended,
    async stop() {
      if (end || child.pid === undefined) return;
      child.kill('SIGTERM');
      const killer = setTimeout(kill, 5000);
      await once(child, 'close').catch(() => {});
      clearTimeout(killer);
    },
  };
}

/** Runs a program to its end and returns what it printed; `input` is its standard input. */
export async function run(
  file: string,
  args: readonly string[],
  options: SpawnOptions & { input?: string | Buffer } = {},
): Promise<{ code: number | null; output: string }> {
  const { input = '', ...rest } = options;
  const running = start(file, args, rest);
  running.child.stdin?.end(input);
  const { code } = await running.ended();
  return { code, output: running.output() };
}
