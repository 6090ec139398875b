import { join } from 'node:path';
import { list, read } from '../../machine/files.js';
import { EXIM } from '../../machine/paths.js';
import { installSnippet, removeLines, renewExim } from '../commands.js';
import type { Facts } from '../facts.js';
import { type Finding, type Grade, good } from '../finding.js';
import { isHere, macroFile } from './macros.js';

type Settings = ReadonlyMap<string, string | boolean>;

/** A setting of the transport on which mail, or its author, depends. */
interface Rule {
  readonly setting: string;
  holds(value: string, all: Settings): boolean;
  /** What happens otherwise. */
  readonly otherwise: string;
  readonly grade: Grade;
  /** The macro that it comes from. */
  readonly macro?: string;
}

const isDomainLast = /\$(?:domain|\{domain\})\s*$/;

const RULES: readonly Rule[] = [
  {
    setting: 'connection_max_messages',
    holds: (value) => value === '1',
    otherwise: 'mail for one onion is delivered to another one',
    grade: 'stop',
  },
  {
    setting: 'multi_domain',
    holds: (value) => value === 'false',
    otherwise: 'a message to two onions has no destination and waits until it bounces',
    grade: 'stop',
  },
  {
    setting: 'interface',
    holds: (value) => /\$\{?domain/.test(value),
    otherwise: 'one dead onion stops the mail for all onions',
    grade: 'stop',
    macro: 'TOR_SMTP_INTERFACE',
  },
  {
    setting: 'helo_data',
    holds: (value) => isDomainLast.test(value),
    otherwise: 'tor-smtp is not told where mail is to go',
    grade: 'stop',
    macro: 'TOR_SMTP_HELO',
  },
  {
    setting: 'hosts_avoid_tls',
    holds: (value, all) =>
      value === '*' || /^\$\{?domain\}?$/.test(String(all.get('helo_data') ?? '').trim()),
    otherwise: 'inside TLS Exim tells the server both names, and the server refuses them',
    grade: 'stop',
  },
  {
    setting: 'headers_remove',
    holds: (value) => value.includes('*'),
    otherwise: 'the header of an onion sender leaves as it is, with host names and times',
    grade: 'stop',
  },
  {
    setting: 'headers_add',
    holds: (value) => value.includes('$message_headers_raw'),
    otherwise: 'the header of an onion sender is lost',
    grade: 'stop',
  },
  {
    setting: 'size_addition',
    holds: (value) => value === '-1',
    otherwise: 'SIZE= tells how much of the header was left out',
    grade: 'mend',
  },
  {
    setting: 'delay_after_cutoff',
    holds: (value) => value === 'false',
    otherwise: 'an onion that was away for days gets no further attempt before mail bounces',
    grade: 'mend',
  },
  {
    setting: 'command_timeout',
    holds: (value) => seconds(value) > 270,
    otherwise: 'Exim gives up before tor-smtp does (270 s)',
    grade: 'mend',
  },
];

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

/** Exim's own way to write a time. */
export function seconds(time: string): number {
  const units: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };
  return [...time.matchAll(/(\d+)([wdhms])/g)].reduce(
    (sum, [, n, unit = 's']) => sum + Number(n) * (units[unit] ?? 1),
    0,
  );
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
