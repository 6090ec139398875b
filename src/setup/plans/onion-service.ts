import { existsSync, readFileSync } from 'node:fs';
import { TOR } from '../../machine/paths.js';
import { nameOf, type Onion, serviceLines } from '../site/onions.js';
import type { Site } from '../site/site.js';
import { numbered } from '../site/units.js';
import { Refusal, type Step } from '../steps/step.js';
import { appended, inserted, lines } from '../texts/marked.js';
import { torOrders } from './tor.js';

/** Where connections from Tor arrive: a unix socket that only Tor reaches, or a port of 127.0.0.1 for xinetd. */
export function targetOf({ port }: Onion, xinetd: boolean): string {
  return xinetd ? `127.0.0.1:${port}` : `unix:/run/tor-hidden/${port}.sock`;
}

/** Tor makes the onion service, or lets one that it has lead to Exim. */
export async function onionServiceStep(site: Site, onion: Onion, xinetd: boolean): Promise<Step> {
  const { host, contrib } = site;
  const { run, undoLast } = await torOrders(site);
  const keep = {
    keep: onion.folder,
    because: 'it has the key of the onion service, which cannot be had again',
  };
  return {
    title: onion.isNew
      ? 'Tor makes an onion service'
      : `Tor's onion service ${nameOf(host, onion)} leads to Exim`,
    parts: [
      {
        kind: 'edit',
        path: TOR.torrc,
        change: torrcChange(site, onion, xinetd, contrib('tor/torrc-hidden')),
      },
    ],
    run,
    // The folder goes, if it may, when Tor no longer uses it.
    undoLast: onion.isNew ? [...undoLast, keep] : undoLast,
    fault: async () =>
      nameOf(host, onion) === undefined ? `Tor has made no ${onion.folder}/hostname` : undefined,
    patience: 60,
  };
}

function torrcChange({ host }: Site, onion: Onion, xinetd: boolean, text: string) {
  const torrc = existsSync(host.path(TOR.torrc)) ? readFileSync(host.path(TOR.torrc), 'latin1') : '';
  const service = serviceLines(torrc, onion.folder);
  const line = `HiddenServicePort 25 ${targetOf(onion, xinetd)}`;
  if (service === undefined) {
    return appended(
      lines(numbered(text, onion.port)).map((each) => {
        if (each.startsWith('HiddenServiceDir')) return `HiddenServiceDir ${onion.folder}`;
        return each.startsWith('HiddenServicePort') ? line : each;
      }),
      true,
    );
  }
  const other = service.find((each) => /^HiddenServicePort\s+25(\s|$)/i.test(each) && each !== line);
  if (other) throw new Refusal(`${TOR.torrc} has "${other}" for ${nameOf(host, onion)}: take that out first`);
  const begin =
    torrc
      .split('\n')
      .find((each) => serviceLines(each, onion.folder) !== undefined)
      ?.trim() ?? '';
  return service.includes(line) ? () => undefined : inserted({ begin, where: 'after' }, [line]);
}
