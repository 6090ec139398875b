import { existsSync, readFileSync } from 'node:fs';
import type { Host } from '../machine/host.js';
import type { Order } from './step.js';

/** Where daemons that run without a unit of systemd's note their process. */
const PID_FILES: Readonly<Record<string, string>> = {
  exim4: '/run/exim4/exim.pid',
  xinetd: '/run/xinetd.pid',
  'tor@default': '/run/tor/tor.pid',
};

/** Services with another name where there is no systemd. */
const SCRIPTS: Readonly<Record<string, string>> = { 'tor@default': 'tor' };

/** Whether systemd is the first process. */
export function hasSystemd(host: Host): boolean {
  return existsSync(host.path('/run/systemd/system'));
}

/** Whether the service runs as a unit. */
export async function isActive(host: Host, unit: string): Promise<boolean> {
  return hasSystemd(host) && (await host.run('systemctl', ['is-active', '--quiet', unit])).status === 0;
}

/** Whether the service runs, as a unit or not. */
export async function isRunning(host: Host, service: string): Promise<boolean> {
  return (await isActive(host, service)) || pidOf(host, service) !== undefined;
}

/** What makes xinetd be as it was, when a file of its is. */
export async function xinetdAsItWas(host: Host): Promise<Order> {
  return { service: 'xinetd', action: (await isRunning(host, 'xinetd')) ? 'reload' : 'stop' };
}

function pidOf(host: Host, service: string): string | undefined {
  try {
    const pid = readFileSync(host.path(PID_FILES[service] ?? ''), 'latin1').trim();
    // A dead process may wait to be buried.
    return /^\d+$/.test(pid) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
      ? pid
      : undefined;
  } catch {
    return undefined;
  }
}

/** The command for a service; none where nothing runs that would have to know. */
export async function serviceCommand(
  host: Host,
  service: string,
  action: 'reload' | 'restart' | 'stop' | 'start',
): Promise<readonly string[] | undefined> {
  const unit = await isActive(host, service);
  const pid = unit ? undefined : pidOf(host, service);
  const running = unit || pid !== undefined;
  if (!running && (action === 'reload' || action === 'stop')) return undefined;
  if (action === 'reload' || (action === 'start' && running))
    return unit ? ['systemctl', 'reload', service] : ['kill', '-HUP', `${pid}`];
  return hasSystemd(host) ? ['systemctl', action, service] : ['service', SCRIPTS[service] ?? service, action];
}
