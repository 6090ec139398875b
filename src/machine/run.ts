import { spawn } from 'node:child_process';

/** How a program ended, and what it printed. */
export interface Ran {
  /** Its exit status; null: it could not be started, was killed, or took too long. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunSettings {
  readonly input?: string;
  /** Milliseconds. */
  readonly timeout?: number;
  /** In place of this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** An administrator's; that of an ordinary user lacks the second half on Debian. */
export const PATH = '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin';

const TIMEOUT = 30_000;
const MOST_OUTPUT = 4_000_000;

/** Runs a program, without a shell, and in the language that its output is known in. */
export function run(program: string, args: readonly string[], settings: RunSettings = {}): Promise<Ran> {
  const { input = '', timeout = TIMEOUT, env = { PATH, HOME: process.env.HOME ?? '/' } } = settings;
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: { ...env, LC_ALL: 'C' }, cwd: '/', stdio: 'pipe' });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('latin1').on('data', (text: string) => {
        said[name] += text;
        if (said[name].length > MOST_OUTPUT) child.kill('SIGKILL');
      });
    }
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      // A child of its own may still hold the pipes.
      for (const name of ['stdout', 'stderr'] as const) child[name].destroy();
    }, timeout);
    child.stdin.on('error', () => {}).end(input, 'latin1');
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ status: null, stdout: '', stderr: error.message });
    });
    child.on('close', (status) => {
      clearTimeout(timer);
      resolve({ status, ...said });
    });
  });
}

/** A word for a shell. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
