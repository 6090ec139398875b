import { join } from 'node:path';
import { list, read } from '../../machine/files.js';
import { EXIM } from '../../machine/paths.js';
import { installSnippet, removeLines, renewExim } from '../commands.js';
import type { Facts } from '../facts.js';
import { type Finding, good } from '../finding.js';
import { isHere, macroFile } from './macros.js';
import { RULES } from './rules.js';

/** The transport's settings as Exim has read them. */
export function eximTransport({ exim }: Facts): Finding[] {
  if (!exim || exim.transport.size === 0) return [];
  const broken = RULES.filter(
    ({ setting, holds }) => !holds(String(exim.transport.get(setting) ?? ''), exim.transport),
  );
  // Of a proxy on another machine the source address cannot be chosen.
  const away = !isHere(String(exim.macros.get('TOR_SMTP_HOST') ?? '127.0.0.1'));
  const counted = broken.filter(
    ({ setting }) => !(setting === 'interface' && away && exim.transport.get('interface') === ''),
  );
  if (counted.length === 0)
    return [good('exim-transport', 'the settings of the transport tor_smtp are right')];
  return counted.map(({ setting, otherwise, grade, macro }) => ({
    id: `exim-transport-${setting}`,
    grade,
    what: `Setting of the transport tor_smtp: ${otherwise}`,
    evidence: `exim4 -bP transport tor_smtp: ${setting} = ${String(exim.transport.get(setting)).slice(0, 80)}`,
    mend: restore(macro),
  }));
}

/** Takes away what a site has set instead, or puts the file back as it came. */
function restore(macro: string | undefined): string | undefined {
  const override = macro === undefined ? undefined : macroFile(macro);
  if (override !== undefined) return `${removeLines(override, `^${macro} *=`)} && ${renewExim()}`;
  const folder = join(EXIM.snippets, 'transport');
  const file = list(folder).find((name) => /^tor_smtp:/m.test(read(join(folder, name)) ?? ''));
  if (file === undefined) return undefined;
  return `${installSnippet('transport/040_tor-smtp')} && ${renewExim()}`;
}
