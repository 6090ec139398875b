import { dirname, join } from 'node:path';
import { path, program } from '../../support/paths.js';
import { freePort } from '../../support/ports.js';
import { start } from '../../support/programs/command.js';
import { startXinetd } from '../../support/programs/xinetd.js';
import type { Mode } from '../options.js';
import { type Kept, keep } from './keep.js';

/** What takes Exim's connections and starts tor-smtp for them. */
export interface Front {
  readonly port: number;
  readonly kept: Kept;
}

interface Site {
  readonly folder: string;
  /** The program's arguments. */
  readonly args: readonly string[];
}

type Launch = (site: Site, port: number) => Promise<{ readonly pid: number; stop(): Promise<void> }>;

const residentProgram = join(dirname(program), 'tor-smtp-resident');

/** A real systemd-socket-activate, which has the port of its own choice only the first time. */
const socketActivate =
  (options: readonly string[], file: string): Launch =>
  async ({ args }, port) => {
    const running = start(
      'systemd-socket-activate',
      [`--listen=127.0.0.1:${port}`, ...options, file, ...args],
      { env: { PATH: path }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    await running.line(/Listening on/);
    return { pid: running.pid, stop: () => running.stop() };
  };

const LAUNCHES: Readonly<Record<Exclude<Mode, 'both'>, Readonly<Record<string, Launch>>>> = {
  launched: {
    'xinetd, launched': ({ folder, args }, port) => startXinetd({ folder, args, port }),
    'systemd, launched': socketActivate(['--accept', '--inetd'], program),
  },
  resident: {
    'xinetd, resident': ({ folder, args }, port) =>
      startXinetd({ folder, args, port, file: 'tor-smtp-wait', server: residentProgram }),
    'systemd, resident': socketActivate([], program),
  },
};

/** Starts those of a mode. Exim takes one of them at random for each message. */
export async function startFronts(mode: Mode, site: Site): Promise<Front[]> {
  const launches = {
    ...(mode === 'resident' ? {} : LAUNCHES.launched),
    ...(mode === 'launched' ? {} : LAUNCHES.resident),
  };
  const fronts: Front[] = [];
  for (const [name, launch] of Object.entries(launches)) {
    const port = await freePort();
    fronts.push({ port, kept: await keep(name, () => launch(site, port)) });
  }
  return fronts;
}
