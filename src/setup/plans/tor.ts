import { existsSync, statSync } from 'node:fs';
import { TOR } from '../../machine/paths.js';
import { socksAddress } from '../../values.js';
import { socksFault } from '../machine/dialogue.js';
import type { Site } from '../site/site.js';
import { hasSystemd, isRunning } from '../steps/services.js';
import { type Order, Refusal, type Step } from '../steps/step.js';
import { appended, lines } from '../texts/marked.js';

const UNIT = 'tor@default';
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

/** Tor's own test of its configuration: a Tor that does not start again is nobody's mail. */
function verifyCommand({ host }: Site): string[] {
  const defaults = existsSync(host.path(TOR.defaults)) ? ['--defaults-torrc', TOR.defaults] : [];
  return ['tor', ...defaults, '-f', TOR.torrc, '--RunAsDaemon', '0', '--verify-config'];
}

/** Refuses a Tor that could not be started again as it is. */
export async function refuseBrokenTor(site: Site): Promise<void> {
  const [program = '', ...args] = verifyCommand(site);
  const { status, stdout } = await site.host.run(program, args);
  if (status !== 0) throw new Refusal(`Tor cannot read ${TOR.torrc} as it is:\n${stdout.trim()}`);
}

/** What makes Tor take a new torrc, and the old one again. */
export async function torOrders(site: Site): Promise<{ run: Order[]; undoLast: Order[] }> {
  const verify = { run: verifyCommand(site) };
  const restart: Order = { service: UNIT, action: 'restart' };
  const isUp = await isRunning(site.host, UNIT);
  return { run: [verify, restart], undoLast: isUp ? [verify, restart] : [{ service: UNIT, action: 'stop' }] };
}

/** A SOCKS port of Tor's own for mail. */
export async function torPortStep(site: Site): Promise<Step> {
  const { host, contrib } = site;
  return {
    title: "Tor's port for mail",
    parts: [{ kind: 'edit', path: TOR.torrc, change: appended(lines(contrib('tor/torrc'))) }],
    ...(await torOrders(site)),
    fault: () => torFault(site),
    patience: hasSystemd(host) ? 30 : 60,
  };
}

/** Tor may be active and have no socket, if the folder or AppArmor was against it. So it is asked. */
async function torFault({ host }: Site): Promise<string | undefined> {
  const found = statSync(host.path(TOR.mailSocks), { throwIfNoEntry: false });
  if (!found?.isSocket()) return `Tor has made no socket ${TOR.mailSocks}: journalctl -u ${UNIT} says why`;
  if ((found.mode & 0o002) === 0)
    return `${TOR.mailSocks} is not open to the group: the port lacks WorldWritable`;
  const why = await socksFault({ path: host.path(TOR.mailSocks) });
  return why === undefined ? undefined : `Tor does not answer at ${TOR.mailSocks}: ${why}`;
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
