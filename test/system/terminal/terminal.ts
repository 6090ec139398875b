import { path, program } from '../../support/paths.js';
import { type Running, start } from '../../support/programs/command.js';

/** Somebody at a terminal. */
export interface Terminal {
  /** Everything on the screen: the program's stdout and stderr; what is typed is not echoed. */
  readonly screen: Running;
  /** Presses keys; "\n" is what the Enter key gives to a program. */
  type(keys: string): void;
}

export const controlC = '\x03';
export const controlD = '\x04';

/** Runs the program in a pseudo-terminal, by `script` of bsdutils, which ends with the program's own status. */
export function openTerminal(args: readonly string[]): Terminal {
  // Without echo, and without the LF -> CRLF of the screen, so that output is seen as it was written.
  const command = `stty -echo -opost; exec ${[program, ...args].map((word) => `'${word}'`).join(' ')}`;
  const screen = start('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    env: {
      PATH: path,
      TERM: 'dumb',
      SHELL: '/bin/sh',
    },
  });
  return { screen, type: (keys) => void screen.child.stdin?.write(keys) };
}
