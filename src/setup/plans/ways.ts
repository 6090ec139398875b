import { existsSync, readFileSync } from 'node:fs';
import { owners } from '../../machine/processes.js';
import { takenBy } from '../machine/vacate.js';
import type { Site } from '../site/site.js';
import { isActive } from '../steps/services.js';
import { type Order, Refusal, type Step } from '../steps/step.js';
import { replaced } from '../texts/change.js';

export const PORT = 12668;

/** The ways to start tor-smtp; all want the same port. */
export type Way = 'tor-smtp.socket' | 'tor-smtp-resident.socket' | 'tor-smtp' | 'tor-smtp-wait';
export const SOCKETS = ['tor-smtp.socket', 'tor-smtp-resident.socket'] as const;
export const FILES = ['tor-smtp', 'tor-smtp-wait'] as const;
export const SERVICES = {
  'tor-smtp.socket': 'tor-smtp@.service',
  'tor-smtp-resident.socket': 'tor-smtp-resident.service',
};

/** Whether systemd listens there, or will at the next start. */
export async function isSocketOn({ host, systemd }: Site, socket: string): Promise<boolean> {
  if (!systemd) return false;
  if (await isActive(host, socket)) return true;
  return (await host.run('systemctl', ['is-enabled', '--quiet', socket])).status === 0;
}

/** Whether xinetd has the file, and it is not disabled. */
export function isFileOn({ host }: Site, file: string): boolean {
  const path = host.path(`/etc/xinetd.d/${file}`);
  return existsSync(path) && !/^\s*disable\s*=\s*yes/m.test(readFileSync(path, 'latin1'));
}

/** Whether tor-smtp is started in this way. */
export function isOn(site: Site, way: Way): boolean | Promise<boolean> {
  return way === 'tor-smtp' || way === 'tor-smtp-wait' ? isFileOn(site, way) : isSocketOn(site, way);
}

/** What ends a socket, and the process behind it. That is told by one of them only: a further signal would end its messages. */
export function socketEnds(socket: (typeof SOCKETS)[number]): Order[] {
  const end: Order = { run: ['systemctl', 'disable', '--now', socket] };
  if (socket !== 'tor-smtp-resident.socket') return [end];
  return [end, { vacate: PORT, until: 'left' }, { run: ['systemctl', 'stop', SERVICES[socket]] }];
}

/** Systemd no longer does. */
export function socketOff(site: Site, socket: (typeof SOCKETS)[number]): Step {
  return {
    title: `systemd does not start tor-smtp by ${socket}`,
    run: socketEnds(socket),
    undoFirst: [{ run: ['systemctl', 'enable', '--now', socket] }],
    fault: async () =>
      (await isSocketOn(site, socket)) ? `${socket} is still enabled or active` : undefined,
  };
}

/** Xinetd no longer does. */
export function fileOff({ host }: Site, file: string): Step {
  const text = readFileSync(host.path(`/etc/xinetd.d/${file}`), 'latin1');
  const port = Number(text.match(/^\s*port\s*=\s*(\d+)/m)?.[1] ?? PORT);
  const change = replaced(/^\s*disable\s*=/, (line) => line.replace(/=.*/, '= yes'));
  return {
    title: `xinetd does not start tor-smtp by /etc/xinetd.d/${file}`,
    parts: [{ kind: 'edit', path: `/etc/xinetd.d/${file}`, change }],
    run: [
      { service: 'xinetd', action: 'reload' },
      { vacate: port, until: 'left' },
    ],
    undoLast: [{ service: 'xinetd', action: 'reload' }],
  };
}

/** The next one can only have the port if nobody else has: a resident process outlives the way that has started it. */
export function portFree(): Step {
  return {
    title: `Port ${PORT} is free`,
    run: [{ vacate: PORT, until: 'free' }],
    fault: async () => takenBy(PORT),
  };
}

/** Refuses if the port is not ours to take. */
export async function refuseForeignHolder(site: Site): Promise<void> {
  const sockets = await Promise.all(SOCKETS.map((socket) => isSocketOn(site, socket)));
  const files = FILES.some((file) => isFileOn(site, file));
  for (const { pid, command } of owners(PORT)) {
    if (
      /tor-smtp/.test(command) ||
      (pid === 1 && sockets.includes(true)) ||
      (files && /xinetd/.test(command))
    )
      continue;
    throw new Refusal(
      `port ${PORT} is taken by process ${pid} (${command}): stop that, or give it another port`,
    );
  }
}
