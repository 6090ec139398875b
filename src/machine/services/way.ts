import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A way in which tor-smtp is started on this machine: a socket unit with its service, or a service of xinetd's. */
export interface Way {
  readonly kind: 'systemd' | 'xinetd';
  /** The socket unit, or the service. */
  readonly name: string;
  /** The file that has the program's command line. */
  readonly file: string;
  readonly port: number;
  readonly program: string;
  /** What reads the options in the end, if the program only starts it. */
  readonly worker: string;
  readonly args: readonly string[];
  /** The file that has the options. */
  readonly optionsFile: string;
  /** The program gets the listening socket, and serves all connections. */
  readonly waits: boolean;
  /** What the program is started with, PATH above all. */
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
  readonly groups: readonly string[];
  /** The user's other groups do not count: xinetd's default. */
  readonly oneGroup: boolean;
  /** The user comes and goes with the service. */
  readonly dynamic: boolean;
  /** The service can open unix sockets only. */
  readonly unixOnly: boolean;
  /** The places that it can start programs from; none: from any. */
  readonly execPaths: readonly string[];
  /** Whether it is to run: from the next boot on, or as xinetd reads it. */
  readonly enabled: boolean;
  /** Whether it does; undefined: it cannot be known. */
  readonly running: boolean | undefined;
  readonly failed: boolean;
}

/** tor-smtp-resident is a shell that starts the tor-smtp beside it. */
export function workerOf(program: string): string {
  if (basename(program) !== 'tor-smtp-resident') return program;
  try {
    return join(dirname(realpathSync(program)), 'tor-smtp');
  } catch {
    return join(dirname(program), 'tor-smtp');
  }
}
