import { readlinkSync } from 'node:fs';
import { list, read } from './files.js';

export interface Process {
  readonly pid: number;
  readonly name: string;
  /** Its command line. */
  readonly command: string;
}

/** All processes of this machine that can be seen. */
export function processes(): Process[] {
  return list('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const name = read(`/proc/${pid}/comm`)?.trim();
      const command = (read(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
      return name === undefined || isDead(pid) ? [] : [{ pid: Number(pid), name, command }];
    });
}

/** The process that started it, or took its place. */
export function parentOf(pid: number): number {
  return Number(read(`/proc/${pid}/status`)?.match(/^PPid:\s+(\d+)/m)?.[1] ?? 0);
}

function isDead(pid: string): boolean {
  return /^State:\s+[ZX]/m.test(read(`/proc/${pid}/status`) ?? '');
}

/** The listening sockets at a TCP port: the inode of each, and its address as the kernel writes it. */
export function listeners(port: number): { inode: string; address: string }[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    (read(file) ?? '').split('\n').flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      const [address = '', there] = local.split(':');
      return there === wanted && state === '0A' ? [{ inode, address }] : [];
    }),
  );
}

/** The processes that hold a socket, as far as this user may see. */
export function holders(inode: string): Process[] {
  const target = `socket:[${inode}]`;
  return processes().filter(({ pid }) =>
    list(`/proc/${pid}/fd`).some((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`) === target;
      } catch {
        return false;
      }
    }),
  );
}

/** The processes that listen at a port. */
export function owners(port: number): Process[] {
  return listeners(port).flatMap(({ inode }) => holders(inode));
}

/** The unit that a process belongs to, by its control group. */
export function unitOf(pid: number): string | undefined {
  return read(`/proc/${pid}/cgroup`)?.match(/([\w@.\\-]+\.service)(?:\/|$)/m)?.[1];
}
