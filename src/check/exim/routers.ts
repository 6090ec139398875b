import { join } from 'node:path';
import { exim as runExim } from '../../machine/exim.js';
import { list, read } from '../../machine/files.js';
import { EXIM } from '../../machine/paths.js';
import { renewExim } from '../commands.js';
import type { EximFacts, Facts } from '../facts.js';
import { type Finding, good, stop } from '../finding.js';
import { ROUTER } from './installed.js';

/** The first router of the guard that is always there. */
const GUARD = 'tor_smtp_limits';

/** An address that nobody has; its onion is the Tor Project's, and nobody is asked for it. */
const ADDRESS = 'tor-smtp-check@2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion';

/** Whether mail for an onion comes to our router, and to no DNS on its way there. */
export async function eximRouters({ exim }: Facts): Promise<Finding[]> {
  const names = exim?.routers.map(({ name }) => name) ?? [];
  const ours = names.indexOf(ROUTER);
  if (!exim || ours < 0) return [];
  const early = exim.routers.slice(0, ours).find(({ driver }) => driver === 'dnslookup');
  if (early) {
    const what = `Exim asks DNS for onion names: its router ${early.name} stands before ${ROUTER}`;
    return [
      stop('exim-router-order', what, `exim4 -bP router_list: ${names.join(' ')}`, reorder(exim, ROUTER)),
    ];
  }
  const guard = names.indexOf(GUARD);
  if (guard < 0 || guard > ours) {
    const what =
      'The guard for onion senders does not stand before the router: mail may give its author away';
    const found = guard < 0 ? `no router ${GUARD}` : `${ROUTER} stands before ${GUARD}`;
    return [stop('exim-guard', what, found, reorder(exim, GUARD))];
  }
  return [await route(exim)];
}

/** What Exim would really do; no name is asked of DNS for it. */
async function route(exim: EximFacts): Promise<Finding> {
  const { stdout, stderr } = await runExim(['-bt', ADDRESS]);
  const chosen = stdout.match(/router = (\S+), transport = (\S+)/);
  if (chosen?.[1] === ROUTER && chosen[2] === 'tor_smtp') {
    return good('exim-route', `Exim sends mail for onions by the router ${ROUTER}`);
  }
  const said = chosen
    ? `router = ${chosen[1]}, transport = ${chosen[2]}`
    : (stdout || stderr).trim().replace(/\s+/g, ' ');
  const what = 'Exim does not send mail for onions by tor-smtp';
  const list = exim.routers.map(({ name }) => name).join(' ');
  const seen = `exim4 -bt: ${said.slice(0, 200)}; exim4 -bP router_list: ${list}`;
  return stop('exim-route', what, seen, reorder(exim, ROUTER));
}

/** Gives the file that has the router the number it was made with, which puts it in its place. */
function reorder({ layout }: EximFacts, router: string): string | undefined {
  if (layout !== 'split') return undefined;
  const folder = join(EXIM.snippets, 'router');
  const right = router === GUARD ? '050_tor-smtp-guard' : '060_tor-smtp';
  const wrong = list(folder).find((name) =>
    new RegExp(`^${router}:`, 'm').test(read(join(folder, name)) ?? ''),
  );
  if (wrong === undefined || wrong === right) return undefined;
  return `mv ${join(folder, wrong)} ${join(folder, right)} && ${renewExim()}`;
}
