import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface Holder {
  readonly pid: number;
  /** Its command line, or its name where that is empty. */
  readonly command: string;
}

const LISTEN = '0A';

/** The processes that listen on a TCP port of this machine, whatever the address. As far as the caller may see. */
export function holdersOf(port: number): Holder[] {
  const inodes = new Set(['tcp', 'tcp6'].flatMap((table) => socketsOn(table, port)));
  if (inodes.size === 0) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && sockets(name).some((inode) => inodes.has(inode)))
    .map((name) => ({ pid: Number(name), command: commandOf(name) }));
}

/** Whether anything listens on a TCP port, seen or not. */
export function isTaken(port: number): boolean {
  return ['tcp', 'tcp6'].some((table) => socketsOn(table, port).length > 0);
}

function socketsOn(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return read(`/proc/net/${table}`)
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => state === LISTEN && local.endsWith(`:${wanted}`))
    .map((fields) => fields[9] ?? '');
}

function sockets(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`).match(/^socket:\[(\d+)\]$/)?.[1] ?? [];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

function commandOf(pid: string): string {
  const words = read(`/proc/${pid}/cmdline`).split('\0').filter(Boolean);
  return words.length > 0 ? words.join(' ') : read(`/proc/${pid}/comm`).trim();
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
