import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { path, program } from '../paths.js';
import { freePort } from '../ports.js';
import { type Running, start } from './command.js';

/** The resident program, which serves a listening socket that it has inherited. */
export interface Resident {
  readonly port: number;
  /** The program takes the place of what has opened the socket; its stderr, the log, is the output. */
  readonly running: Running;
  /** How many sockets its sessions hold: those of clients and those to the SOCKS port. */
  sockets(): number;
  /** How many descriptors are open, of any kind. */
  descriptors(): number;
  /** Resident memory, kilobytes. */
  memory(): number;
  stop(): Promise<void>;
}

export interface ResidentLaunch {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Words in front of the program, as setpriv and its options. */
  readonly through?: readonly string[];
}

/** A real systemd-socket-activate: it opens the socket, waits for the first connection, and becomes the program. */
export async function startResident({ args, env = {}, through = [] }: ResidentLaunch): Promise<Resident> {
  const port = await freePort();
  const setting = Object.entries(env).map(([name, value]) => `--setenv=${name}=${value}`);
  const running = start(
    'systemd-socket-activate',
    [`--listen=127.0.0.1:${port}`, ...setting, ...through, program, ...args],
    {
      env: { PATH: path },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  await running.line(/Listening on/).catch(async (error) => {
    await running.stop();
    throw error;
  });
  return {
    port,
    running,
    sockets: () => sessionSockets(running.pid, 3),
    descriptors: () => readdirSync(`/proc/${running.pid}/fd`).length,
    memory: () => residentMemory(running.pid),
    stop: () => running.stop(),
  };
}

/** The sockets of a process that come behind its listening one. */
export function sessionSockets(pid: number, listening: number): number {
  const folder = `/proc/${pid}/fd`;
  const isSocket = (fd: string) => {
    try {
      return readlinkSync(`${folder}/${fd}`).startsWith('socket:');
    } catch {
      return false; // Closed meanwhile.
    }
  };
  return readdirSync(folder).filter((fd) => Number(fd) > listening && isSocket(fd)).length;
}

/** Kilobytes. */
export function residentMemory(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/status`, 'latin1').match(/^VmRSS:\s+(\d+) kB/m)?.[1]);
}
