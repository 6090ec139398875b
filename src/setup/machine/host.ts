import { PATH, type Ran, run } from '../../machine/run.js';

/** The machine that is set up. */
export interface Host {
  /** Where a path of it is; tests give a folder of their own in place of `/`. */
  path(inside: string): string;
  /** Runs a program, without a shell, with its standard input. */
  run(program: string, args: readonly string[], input?: string): Promise<Ran>;
}

/** Milliseconds. Tor's unit has five minutes to start. */
const TIMEOUT = 330_000;

/** This machine. Programs know nothing of the caller's environment. */
export const thisMachine: Host = {
  path: (inside) => inside,
  run: (program, args, input) =>
    run(program, args, {
      timeout: TIMEOUT,
      env: { PATH, DEBIAN_FRONTEND: 'noninteractive' },
      ...(input !== undefined && { input }),
    }),
};
