import { existsSync, readFileSync } from 'node:fs';
import { EXIM } from '../../../machine/paths.js';
import { routers } from '../../machine/exim.js';
import { macrosFile } from '../../site/macros.js';
import { TABLES } from '../../site/onions.js';
import { FIRST, includeLine, RECEIVE } from '../../site/sections.js';
import { isDiverted, type Site } from '../../site/site.js';
import type { Part, Step } from '../../steps/step.js';
import { replaced } from '../../texts/change.js';
import { appended, lines } from '../../texts/marked.js';
import { fileParts, includedFiles, onionFault, RENEW } from './onions.js';

const GROUP = 'Debian-exim';
const ROUTER = 'tor_hidden_user';

/** Exim is ready for onions: the files, the folder of tables, and the macro that names it. */
export async function hiddenEximSteps(site: Site): Promise<Step[]> {
  return [...includedFiles(site, RECEIVE), await hiddenEximStep(site)];
}

async function hiddenEximStep(site: Site): Promise<Step> {
  const { layout, host } = site;
  const sends = (await routers(host)).some(({ name }) => name === 'tor_smtp_any_to_onion');
  const first =
    layout === 'split' || (site.installed.packaged && isDiverted(site)) ? [] : [includeLine(FIRST)];
  const options = layout === 'split' ? `${EXIM.snippets}/main/02_exim4-config_options` : EXIM.template;
  const parts: Part[] = [
    { kind: 'folder', path: TABLES, mode: 0o750, group: GROUP },
    { kind: 'folder', path: `${TABLES}/users`, mode: 0o755 },
    { kind: 'folder', path: `${TABLES}/aliases`, mode: 0o755 },
    ...fileParts(site, RECEIVE),
    { kind: 'edit', path: macrosFile(site), change: appended([`TOR_HIDDEN_TABLES = ${TABLES}`, ...first]) },
    ...(existsSync(host.path(options))
      ? [
          {
            kind: 'edit',
            path: options,
            change: replaced(/^prdr_enable = true/, () => 'prdr_enable = false'),
          } as const,
        ]
      : []),
  ];
  return {
    title: 'Exim is ready for mail from onion services',
    parts,
    run: RENEW,
    undoLast: RENEW,
    fault: async () => {
      const all = await routers(host);
      if (all[0]?.name !== ROUTER) return `Exim's first router is ${all[0]?.name}, and not ${ROUTER}`;
      return sends ? onionFault(site, []) : undefined;
    },
  };
}

/** The accounts that cannot have mail here, each with the reason. */
export async function withoutMail({ host }: Site, accounts: readonly string[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const account of accounts) {
    const { stdout } = await host.run('getent', ['passwd', account]);
    const [, , uid] = stdout.split(':');
    if (uid === undefined) wrong.push(`there is no account ${account}`);
    else if (uid === '0') wrong.push(`Exim delivers no mail to ${account}`);
  }
  return wrong;
}

/** Lines of a table of Exim's. */
export function rows(host: Site['host'], path: string): string[] {
  return existsSync(host.path(path)) ? lines(readFileSync(host.path(path), 'latin1')) : [];
}
