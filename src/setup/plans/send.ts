import { existsSync } from 'node:fs';
import { read } from '../../machine/files.js';
import { OPTIONS_FILE } from '../../machine/paths.js';
import { refuseMachine, refuseProgram } from '../site/refusals.js';
import { SEND } from '../site/sections.js';
import type { Site } from '../site/site.js';
import { Refusal, type Step } from '../steps/step.js';
import { socksFault, withSocks } from '../texts/options.js';
import { mapStep, refuseMap } from './exim/map.js';
import { sendSteps } from './exim/onions.js';
import { startSteps } from './start.js';
import { apparmorSteps, plainPortStep, refuseBrokenTor, torPortStep } from './tor.js';
import { foldersStep, userStep } from './user.js';
import { refuseForeignHolder, type Way } from './ways.js';

export interface Sending {
  readonly xinetd: boolean;
  readonly resident: boolean;
  /** Onion domains of this machine. */
  readonly domains: readonly string[];
  /** The file of ordinary domains that have an onion. */
  readonly map?: string;
}

const PORT_OF_MAIL = 'unix:/run/tor-smtp/socks';

/** What `send` makes so, in its order: each needs those before it. */
export async function sendPlan(site: Site, { xinetd, resident, domains, map }: Sending): Promise<Step[]> {
  refuseMachine(site, SEND);
  refuseProgram(site);
  await refuseForeignHolder(site);
  const way = wayOf(site, xinetd, resident);
  const plain = site.installed.packaged ? 'unix:/run/tor/socks' : '127.0.0.1:9050';
  const socks = site.systemd ? PORT_OF_MAIL : plain;
  refuseHidden(site, domains);
  if (map !== undefined) await refuseMap(site, map);
  if (site.systemd) await refuseBrokenTor(site);
  return [
    await userStep(site),
    foldersStep(site),
    ...(site.systemd
      ? [...apparmorSteps(site, '/{,var/}run/tor-smtp/socks w,'), await torPortStep(site)]
      : [plainPortStep(plain)]),
    ...(site.installed.packaged && site.systemd ? [defaultsStep(site)] : []),
    ...(await startSteps(site, way, socks)),
    ...(await sendSteps(site, domains)),
    ...(map === undefined ? [] : [mapStep(site, map)]),
  ];
}

function wayOf({ host, systemd }: Site, xinetd: boolean, resident: boolean): Way {
  if (systemd && !xinetd) return resident ? 'tor-smtp-resident.socket' : 'tor-smtp.socket';
  if (!existsSync(host.path('/usr/sbin/xinetd')))
    throw new Refusal(
      `${systemd ? '' : 'systemd does not run here, and '}there is no xinetd: apt install xinetd`,
    );
  return resident ? 'tor-smtp-wait' : 'tor-smtp';
}

/** The onions of a hidden server are no local domains: on the ordinary ports they would be known. */
function refuseHidden({ host }: Site, domains: readonly string[]) {
  const hidden = domains.find((domain) => existsSync(host.path(`/etc/exim4/tor-hidden/users/${domain}`)));
  if (hidden)
    throw new Refusal(`${hidden} is received behind Tor already, and must not be a local domain as well`);
}

/** What the package's units start the program with. */
function defaultsStep({ host }: Site): Step {
  const restart = [{ run: ['systemctl', 'try-restart', 'tor-smtp-resident.service'] }];
  return {
    title: 'tor-smtp uses that port',
    parts: [{ kind: 'edit', path: OPTIONS_FILE, change: withSocks(PORT_OF_MAIL) }],
    run: restart,
    undoLast: restart,
    fault: async () => socksFault(OPTIONS_FILE, read(host.path(OPTIONS_FILE)) ?? '', PORT_OF_MAIL),
  };
}
