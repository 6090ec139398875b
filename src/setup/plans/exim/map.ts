import { readFileSync } from 'node:fs';
import { mapEntries } from '../../../client/map.js';
import { mapFault } from '../../../client/map-file.js';
import { routeOf, routers } from '../../machine/exim.js';
import { macrosFile, settingsOf } from '../../site/macros.js';
import type { Site } from '../../site/site.js';
import { Refusal, type Step } from '../../steps/step.js';
import { macro } from '../../texts/macro.js';
import { RENEW } from './onions.js';

const MACRO = 'TOR_SMTP_MAP_FILE';
const ROUTER = 'tor_smtp_map_file';
/** Debian's Exim runs as this user. */
const USER = 'Debian-exim';

/** Refuses a file with which mail would wait or bounce, and a macro that is set where this program does not write. */
export async function refuseMap(site: Site, file: string): Promise<void> {
  const fault = await mapFault(file, USER, site.host.path);
  if (fault)
    throw new Refusal(fault.kind === 'lines' ? `no onion service is named by ${fault.seen}` : fault.seen);
  const ours = macrosFile(site);
  const other = settingsOf(site, MACRO).find(({ path, value }) => path !== ours && value !== file);
  if (other) throw new Refusal(`${other.path} has "${MACRO} = ${other.value}" already: take that out first`);
}

/** Mail to ordinary domains that have an onion goes to that. */
export function mapStep(site: Site, file: string): Step {
  const settings = settingsOf(site, MACRO);
  const isSet = settings.length > 0 && settings.every(({ value }) => value === file);
  return {
    title: `Exim gives mail to the domains of ${file} to their onions`,
    parts: isSet ? [] : [{ kind: 'edit', path: macrosFile(site), change: macro(MACRO, file) }],
    run: RENEW,
    undoFirst: isSet ? [] : [{ freezeDomainsOf: file }],
    undoLast: RENEW,
    fault: () => routeFault(site, file),
  };
}

/** Whether mail to a domain of the file would go anywhere but to its onion. No domain is looked up while Exim has the router. */
async function routeFault({ host }: Site, file: string): Promise<string | undefined> {
  if (!(await routers(host)).some(({ name }) => name === ROUTER)) return `Exim has no router ${ROUTER}`;
  const { stdout } = await host.run('exim4', ['-bP', 'macro', MACRO]);
  const value = stdout.match(/(?<=^TOR_SMTP_MAP_FILE=).*$/m)?.[0];
  if (value !== file) return `Exim's ${MACRO} is ${value ?? 'not set'}, and not ${file}`;
  const entries = mapEntries(readFileSync(host.path(file), 'latin1'));
  const domains = entries.map((entry) => entry.domain.replace(/^\*\./, ''));
  for (const domain of domains.filter((each) => /^[\w.-]+$/.test(each))) {
    if (await isLocal(host, domain)) continue;
    const { router, said } = await routeOf(host, `postmaster@${domain}`);
    if (router === ROUTER) return undefined;
    return `Exim does not give mail for ${domain} to ${ROUTER}, but says:\n${said}`;
  }
  return undefined;
}

/** A domain of this machine, which a map for everybody may have too. */
async function isLocal(host: Site['host'], domain: string): Promise<boolean> {
  const question = `\${if match_domain{${domain}}{+tor_smtp_local}{local}{away}}`;
  return (await host.run('exim4', ['-be', question])).stdout.trim() === 'local';
}
