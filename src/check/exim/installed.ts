import { join } from 'node:path';
import { exists, list, read } from '../../machine/files.js';
import { CONTRIB, EXIM } from '../../machine/paths.js';
import { installSnippet, renewExim } from '../commands.js';
import type { EximFacts, Facts } from '../facts.js';
import { type Finding, good, stop } from '../finding.js';
import { stale, staleFor } from './stale.js';

/** Whether Exim has the files of contrib/exim4, and its configuration was made of them as they are now. */
export async function eximInstalled({ exim, root }: Facts): Promise<Finding[]> {
  if (!exim) {
    return [
      stop('exim-missing', 'Exim is not installed', 'neither exim4 nor exim runs', 'apt-get install exim4'),
    ];
  }
  if (exim.fault !== undefined) {
    return [stop('exim-broken', 'Exim does not take its configuration', exim.fault)];
  }
  const has = exim.transport.size > 0 && exim.routers.some(({ name }) => name === ROUTER);
  const causes = [missingFiles(exim), notIncluded(exim, has), await stale(exim, root)].filter(
    (finding) => finding !== undefined,
  );
  if (causes.length > 0) return causes;
  if (has) return [good('exim-files', `Exim has the router and transport (${exim.layout} configuration)`)];
  const what = `Exim's configuration has no router ${ROUTER}, or no transport tor_smtp`;
  const whole = 'contrib/README.md, "Exim", tells what to put into a configuration of one\'s own';
  return [stop('exim-files', what, exim.layout === 'own' ? `${EXIM.own} is used; ${whole}` : whole)];
}

/** The router for mail to onions. */
export const ROUTER = 'tor_smtp_any_to_onion';

/** The files for sending, as `router/060_tor-smtp`. */
function snippets(): string[] {
  const root = join(CONTRIB, 'exim4/conf.d');
  return list(root).flatMap((section) =>
    list(join(root, section))
      .filter((name) => /_tor-smtp/.test(name))
      .map((name) => `${section}/${name}`),
  );
}

/** Under another number is as good, as far as the files go. */
function missingFiles({ layout, transport }: EximFacts): Finding | undefined {
  const one = layout === 'unsplit' ? (read(EXIM.template) ?? '') : '';
  if (layout !== 'split' && !(layout === 'unsplit' && /^\.include .*tor-smtp/m.test(one))) return undefined;
  const missing = snippets().filter((snippet) => {
    const [section = '', name = ''] = snippet.split('/');
    const tail = name.replace(/^\d+/, '');
    return !list(join(EXIM.snippets, section)).some((file) => file.endsWith(tail));
  });
  if (missing.length === 0) return undefined;
  const all = missing.length === snippets().length && transport.size === 0;
  const command = all
    ? `cp -r ${join(CONTRIB, 'exim4/conf.d')} ${EXIM.folder}/`
    : missing.map(installSnippet).join(' && ');
  return stop(
    'exim-files',
    all ? "tor-smtp's files for Exim are not installed" : "A part of tor-smtp's files for Exim is missing",
    `not in ${EXIM.snippets}: ${missing.join(', ')}`,
    `${command} && ${renewExim()}`,
  );
}

/** The section of Exim's configuration that a folder is for: the line it begins with, and where to put the file. */
const PLACES: Readonly<Record<string, string>> = {
  main: '/^begin acl/i',
  router: '/^begin routers/a',
  transport: '/^begin transports/a',
  retry: '/^begin retry/a',
  rewrite: '/^begin rewrite/a',
};

/** Debian's default is one file, which does not read conf.d. */
function notIncluded({ layout }: EximFacts, has: boolean): Finding | undefined {
  const template = read(EXIM.template);
  if (layout !== 'unsplit' || has || template === undefined) return undefined;
  // The package's update-exim4.conf puts the files in by itself.
  if (exists(EXIM.diverted)) return staleFor("nothing of tor-smtp's is in it");
  if (/tor_smtp_any_to_onion|_tor-smtp/.test(template)) return undefined;
  const edits = new Map<string, string[]>();
  for (const snippet of snippets()) {
    const place = PLACES[snippet.split('/')[0] ?? ''] ?? '';
    edits.set(place, [...(edits.get(place) ?? []), `.include ${join(EXIM.snippets, snippet)}`]);
  }
  const sed = [...edits].map(([place, lines]) => `-e '${place} ${lines.join('\\n')}'`).join(' ');
  return stop(
    'exim-unsplit',
    "Exim's configuration is one file, which does not have tor-smtp's: onion names go to DNS",
    `dc_use_split_config='false' in ${EXIM.answers}, and nothing of tor-smtp in ${EXIM.template}`,
    `cp -rn ${join(CONTRIB, 'exim4/conf.d')} ${EXIM.folder}/ && sed -i ${sed} ${EXIM.template} && ${renewExim()}`,
  );
}
