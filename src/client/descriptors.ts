import { closeSync, fstatSync, openSync, type Stats } from 'node:fs';

/** What file descriptors 0, 1 and 2 are. */
export interface Descriptors {
  /** Standard input and output are one socket: the process was started for a connection. */
  readonly service: boolean;
  readonly terminal: boolean;
  /** Standard error can be written to: it is not the mail connection. */
  readonly stderr: boolean;
}

/** Whether systemd has passed sockets to this process (sd_listen_fds(3)). */
function isFromSystemd(): boolean {
  return Number(process.env.LISTEN_PID) === process.pid;
}

/**
 * Looks at the descriptors. Under xinetd 0, 1 and 2 are all the mail connection; then 2 is opened again on /dev/null, so
 * that nothing written to it reaches the mail client, not even by Node when it crashes.
 */
export async function inspect(): Promise<Descriptors> {
  const [input, output, error] = [fstatSync(0), fstatSync(1), fstatSync(2)];
  // Standard output and error of a resident service may also be one socket, the journal's.
  const isOther = isSame(input, error) || (isSame(output, error) && !isFromSystemd());
  const shared = isOther && !error.isCharacterDevice();
  if (shared) discard(2);
  const service = input.isSocket() && isSame(input, output);
  const terminal = input.isCharacterDevice() && (await import('./by-hand.js')).isTerminal(0);
  return { service, terminal, stderr: !shared };
}

/**
 * The listening sockets that the process was started with: with --wait that of xinetd, which is all three descriptors;
 * else those of systemd (sd_listen_fds(3), from descriptor 3 on), unless it passed a connection.
 */
export function listeningSockets(wait: boolean, { service }: Descriptors): readonly number[] {
  if (wait) return [0];
  const count = !service && isFromSystemd() ? Number(process.env.LISTEN_FDS) : 0;
  return Array.from({ length: count }, (_, index) => 3 + index);
}

/**
 * Closes a listening socket that was handed over as standard input, under xinetd as standard output too: Node never closes
 * those itself, and while they are open nobody else can listen at the port.
 */
export function discardStandardStreams(): void {
  discard(0);
  discard(1);
}

/** Lets a descriptor lead nowhere. Left closed, its number would be given to the next file or connection. */
function discard(fd: number): void {
  closeSync(fd);
  openSync('/dev/null', 'r+');
}

function isSame(one: Stats, other: Stats): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}
