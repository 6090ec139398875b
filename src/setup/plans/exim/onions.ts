import { randomBytes } from 'node:crypto';
import { EXIM } from '../../../machine/paths.js';
import { onionAddress } from '../../../onion/onion-address.js';
import { routeOf, routers } from '../../machine/exim.js';
import { SEND, templateEdits } from '../../site/sections.js';
import { isDiverted, type Site } from '../../site/site.js';
import type { Order, Part, Step } from '../../steps/step.js';
import { type Change, whole } from '../../texts/change.js';
import { withWords } from '../../texts/words.js';

const ROUTER = 'tor_smtp_any_to_onion';
const KEY = '/etc/exim4/tor-smtp.secret';
const GROUP = 'Debian-exim';

/** Exim takes a new configuration; update-exim4.conf makes none that Exim cannot read. */
export const RENEW: readonly Order[] = [
  { run: ['update-exim4.conf'] },
  { service: 'exim4', action: 'reload' },
];

/** Mail to onions, and from onion senders, goes to tor-smtp. */
export async function sendSteps(site: Site, domains: readonly string[]): Promise<Step[]> {
  return [...includedFiles(site, SEND), await sendStep(site, domains)];
}

async function sendStep(site: Site, domains: readonly string[]): Promise<Step> {
  const isNew = (await onionFault(site, [])) !== undefined;
  return {
    title: 'Exim gives mail to onions to tor-smtp',
    parts: [
      {
        kind: 'edit',
        path: KEY,
        change: key,
        mode: 0o640,
        group: GROUP,
        secret: true,
        keptIfLogged: 'T=tor_smtp ',
      },
      ...fileParts(site, SEND),
      { kind: 'edit', path: EXIM.answers, change: withWords('dc_other_hostnames', domains) },
    ],
    run: RENEW,
    undoFirst: isNew ? [{ freeze: true }] : [],
    undoLast: RENEW,
    fault: () => onionFault(site, domains),
  };
}

/** A key that is there stays: a new one would change every Message-ID. */
const key: Change = (text) =>
  text === undefined ? whole(`${randomBytes(32).toString('base64')}\n`)(text) : undefined;

/** Files of conf.d, which the package brings. */
function copies(site: Site, files: readonly string[]): Part[] {
  if (site.installed.packaged) return [];
  return files.map((file) => {
    const change = whole(site.contrib(`exim4/conf.d/${file}`));
    return { kind: 'edit', path: `${EXIM.snippets}/${file}`, change };
  });
}

/**
 * Files that an unsplit configuration includes. They are a step of their own, before that of the lines which include them: when it is
 * undone, no Exim reads a configuration that names a file which has gone.
 */
export function includedFiles(site: Site, files: readonly string[]): Step[] {
  const parts = site.layout === 'split' ? [] : copies(site, files);
  if (parts.length === 0) return [];
  return [{ title: "Exim's files of tor-smtp", parts, run: RENEW, undoLast: RENEW }];
}

/** The files of a split configuration; or in Debian's one template the lines that include them, which the package puts in on the way. */
export function fileParts(site: Site, files: readonly string[]): Part[] {
  if (site.layout === 'split') return copies(site, files);
  return site.installed.packaged && isDiverted(site) ? [] : templateEdits(files);
}

/** Whether an onion name would go anywhere but to tor-smtp. It is looked at first, so that no name goes to DNS for the test. */
export async function onionFault({ host }: Site, domains: readonly string[]): Promise<string | undefined> {
  const all = await routers(host);
  const at = all.findIndex(({ name }) => name === ROUTER);
  if (at < 0) return `Exim has no router ${ROUTER}`;
  const early = all.slice(0, at).find(({ driver }) => driver === 'dnslookup');
  if (early) return `Exim's router ${early.name} comes before ${ROUTER}, and asks DNS`;
  // Of nobody. It is not looked up while the routers are as they should.
  const { router, said } = await routeOf(host, `someone@${onionAddress(randomBytes(32))}.onion`);
  if (router !== ROUTER) return `Exim does not give mail for an onion to ${ROUTER}, but says:\n${said}`;
  for (const domain of domains) {
    const own = await routeOf(host, `postmaster@${domain}`);
    if (own.router === ROUTER)
      return `Exim does not take ${domain} for a domain of this machine:\n${own.said}`;
  }
  return undefined;
}
