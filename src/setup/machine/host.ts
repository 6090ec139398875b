import { execFile } from 'node:child_process';

/** What a program said, and its exit status: 127 if there is no such program, 124 if it took too long. */
export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The machine that is set up or looked at. */
export interface Host {
  /** Where a path of it is; tests give a folder of their own in place of `/`. */
  path(inside: string): string;
  /** Runs a program, without a shell, with its standard input. */
  run(program: string, args: readonly string[], input?: string): Promise<Ran>;
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Tor's unit has five minutes to start. */
const TIMEOUT = 330_000;

/** This machine. Programs say what they have to say in English, and know nothing of the caller's environment. */
export const thisMachine: Host = {
  path: (inside) => inside,
  run: (program, args, input = '') =>
    new Promise((resolve) => {
      const child = execFile(
        program,
        args,
        {
          env: { PATH, LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' },
          cwd: '/',
          encoding: 'latin1',
          timeout: TIMEOUT,
          maxBuffer: 1 << 26,
        },
        (error, stdout, stderr) => resolve({ status: statusOf(error), stdout, stderr }),
      );
      child.stdin?.on('error', () => {});
      child.stdin?.end(input, 'latin1');
    }),
};

function statusOf(error: (Error & { code?: unknown; killed?: boolean }) | null): number {
  if (error === null) return 0;
  if (error.killed) return 124;
  return typeof error.code === 'number' ? error.code : 127;
}
