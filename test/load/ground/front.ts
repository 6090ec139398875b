import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { program as shipped } from '../../support/paths.js';
import { startSystemd } from '../../support/programs/systemd.js';
import { descendants } from '../../support/programs/tree.js';
import { startXinetd } from '../../support/programs/xinetd.js';
import type { Onions } from './onions.js';

/** Who starts tor-smtp, with the shipped files: a process for each connection, or one for all. */
export const LAUNCHED = ['launched by xinetd', 'launched by systemd'] as const;
export const RESIDENT = ['resident by xinetd', 'resident by systemd'] as const;
export const WAYS = [...LAUNCHED, ...RESIDENT] as const;
export type Way = (typeof WAYS)[number];

/** Real ones in front of the program. */
export interface Front {
  readonly port: number;
  /** The processes of the program that there are. */
  processes(): number[];
  /** The one that serves all connections, if there is one. */
  worker(): number | undefined;
  /** The program's log. */
  log(): string;
  /** xinetd's own. */
  messages(): string;
  stop(): Promise<void>;
}

export interface Site {
  readonly folder: string;
  readonly onions: Onions;
  /** The program's arguments behind --socks and --log. */
  readonly args?: readonly string[];
  /** Other values of settings that the shipped files have. */
  readonly settings?: Readonly<Record<string, string>>;
  /** For the program, under xinetd alone: the unit takes what is in it out again. */
  readonly env?: readonly string[];
  /** Something else in the program's place, and words in front of it, likewise. */
  readonly program?: string;
  readonly through?: readonly string[];
  /** Where the log goes under xinetd. */
  readonly logFile?: string;
}

export const isResident = (way: Way) => way.startsWith('resident');
export const byXinetd = (way: Way) => way.endsWith('xinetd');

/** Starts one. */
export function startFront(way: Way, site: Site): Promise<Front> {
  return byXinetd(way) ? withXinetd(way, site) : withSystemd(way, site);
}

async function withXinetd(way: Way, site: Site): Promise<Front> {
  const { folder, onions, args = [], settings = {}, env = [], through = [] } = site;
  const logFile = site.logFile ?? join(folder, 'log');
  const own = isResident(way) ? join(dirname(shipped), 'tor-smtp-resident') : shipped;
  const [server = own, ...words] = [...through, site.program ?? own];
  const xinetd = await startXinetd({
    folder,
    server,
    args: [...words, '--socks', onions.socks, '--log', logFile, ...args],
    env,
    settings,
    ...(isResident(way) && { file: 'tor-smtp-wait' }),
  });
  return {
    port: xinetd.port,
    ...family(xinetd.pid),
    log: () => readOr(logFile),
    messages: () => xinetd.messages(),
    stop: () => xinetd.stop(),
  };
}

async function withSystemd(way: Way, { folder, onions, args = [], settings = {} }: Site): Promise<Front> {
  const systemd = await startSystemd(folder, onions, { isResident: isResident(way), args, settings });
  return {
    port: systemd.port,
    ...family(systemd.pid),
    log: () => systemd.log(),
    messages: () => '',
    stop: () => systemd.stop(),
  };
}

const commandOf = (pid: number) => readOr(`/proc/${pid}/cmdline`);

/** What has been started by a process, and is the program. */
function family(pid: number): Pick<Front, 'processes' | 'worker'> {
  const all = () => descendants(pid).filter((each) => /(^|\/)tor-smtp(-resident)?\0/.test(commandOf(each)));
  return {
    processes: all,
    worker: () => all().find((each) => /^[^\0]*node\0[^\0]*\0--wait\0/.test(commandOf(each))),
  };
}

/** What a file has; nothing of what has no end. */
function readOr(file: string): string {
  try {
    return statSync(file).isFile() ? readFileSync(file, 'latin1') : '';
  } catch {
    return '';
  }
}
