import { existsSync, statSync } from 'node:fs';
import { socksAddress } from '../../values.js';
import { socksFault } from '../machine/dialogue.js';
import { type Site, TORRC } from '../site/site.js';
import { hasSystemd, isRunning } from '../steps/services.js';
import type { Order, Step } from '../steps/step.js';
import { appended, lines } from '../texts/marked.js';

export const TOR = 'tor@default';
const SOCKS = '/run/tor-smtp/socks';
const DEFAULTS = '/usr/share/tor/tor-service-defaults-torrc';
const PROFILE = '/etc/apparmor.d/system_tor';

/** AppArmor, where Tor is under it, lets Tor use a socket. Before Tor tries to. */
export function apparmorSteps({ host }: Site, rule: string): Step[] {
  if (!existsSync(host.path(PROFILE))) return [];
  const active = existsSync(host.path('/sys/kernel/security/apparmor/profiles'));
  const load: Order[] = active ? [{ run: ['apparmor_parser', '-r', '-T', '-W', PROFILE] }] : [];
  return [
    {
      title: 'AppArmor lets Tor use the socket',
      parts: [{ kind: 'edit', path: '/etc/apparmor.d/local/system_tor', change: appended([rule]) }],
      run: load,
      undoLast: load,
    },
  ];
}

/** What makes Tor take a new torrc: its own test first, since a Tor that does not start again is nobody's mail. */
export async function torOrders({ host }: Site): Promise<{ run: Order[]; undoLast: Order[] }> {
  const defaults = existsSync(host.path(DEFAULTS)) ? ['--defaults-torrc', DEFAULTS] : [];
  const verify = ['tor', ...defaults, '-f', TORRC, '--RunAsDaemon', '0', '--verify-config'];
  const restart: Order = { service: TOR, action: 'restart' };
  const was: Order = (await isRunning(host, TOR)) ? restart : { service: TOR, action: 'stop' };
  return { run: [{ run: verify }, restart], undoLast: [was] };
}

/** A SOCKS port of Tor's own for mail. */
export async function torPortStep(site: Site): Promise<Step> {
  const { host, contrib } = site;
  return {
    title: "Tor's port for mail",
    parts: [{ kind: 'edit', path: TORRC, change: appended(lines(contrib('tor/torrc'))) }],
    ...(await torOrders(site)),
    fault: () => torFault(site),
    patience: hasSystemd(host) ? 30 : 60,
  };
}

/** Tor may be active and have no socket, if the folder or AppArmor was against it. So it is asked. */
async function torFault({ host }: Site): Promise<string | undefined> {
  const found = statSync(host.path(SOCKS), { throwIfNoEntry: false });
  if (found === undefined) return `Tor has made no socket ${SOCKS}: journalctl -u ${TOR} says why`;
  if ((found.mode & 0o002) === 0) return `${SOCKS} is not open to the group: the port lacks WorldWritable`;
  const why = await socksFault({ path: host.path(SOCKS) });
  return why === undefined ? undefined : `Tor does not answer at ${SOCKS}: ${why}`;
}

/** Where there is no systemd nothing makes the folder at boot, so a port that every Tor has is taken. */
export function plainPortStep(socks: string): Step {
  return {
    title: `Tor's port ${socks}`,
    fault: async () => {
      const why = await socksFault(socksAddress(socks));
      return why === undefined ? undefined : `Tor does not answer at ${socks}: ${why}`;
    },
  };
}
