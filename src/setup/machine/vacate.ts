import { setTimeout } from 'node:timers/promises';
import { owners, type Process, parentOf } from '../../machine/processes.js';
import type { Host } from './host.js';

/** Seconds that it may take, and after which it is tried once more with who is still there. */
const PATIENCE = 60;
const AGAIN = 10;

/**
 * The resident processes at a port end in peace: they let go of it, and the messages that are under way arrive. `left`: they have;
 * `free`: nobody listens there any more, xinetd neither, which takes its time to read its files. Gives who is still there.
 */
export async function vacate(
  host: Host,
  port: number,
  until: 'left' | 'free',
  say: (line: string) => void,
): Promise<string | undefined> {
  let told: number[] = [];
  for (let tries = 0; tries < PATIENCE * 10; tries += 1) {
    const there = residents(port);
    if ((until === 'free' ? owners(port) : there).length === 0) return undefined;
    // Each is told once: a further signal ends its messages. But xinetd may have killed one before it could tell its child.
    if (tries % (AGAIN * 10) === 0) told = [];
    const heads = there.filter(({ pid }) => !there.some((other) => other.pid === parentOf(pid)));
    for (const { pid } of heads.filter((head) => !told.includes(head.pid))) {
      say(`    $ kill -TERM ${pid}`);
      await host.run('kill', ['-TERM', `${pid}`]);
    }
    told.push(...there.map(({ pid }) => pid));
    await setTimeout(100);
  }
  return takenBy(port);
}

/** Who has a port, if anybody has: first those that were to leave it. */
export function takenBy(port: number): string | undefined {
  const [owner] = [...residents(port), ...owners(port)];
  return owner && `port ${port} is still taken by process ${owner.pid} (${owner.command})`;
}

/** The processes at a port that are tor-smtp, which serves all connections, or the shell that has started it so (tor-smtp-resident). */
export function residents(port: number): Process[] {
  return owners(port).filter(({ command }) => /tor-smtp/.test(command) && /--wait/.test(command));
}
