import type { Grade } from '../finding.js';

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

/** The recipient's domain, or the onion that a router has found for it. */
const DESTINATION = String.raw`(?:\$domain|\$\{domain\}|\$\{extract\{tor_smtp_onion\}.*\$domain\}\})\s*$`;
const isDestinationLast = new RegExp(DESTINATION);
const isDestination = new RegExp(`^${DESTINATION}`);

/** What the transport has to have; the reasons are in contrib/exim4/conf.d/transport/040_tor-smtp. */
export const RULES: readonly Rule[] = [
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
    holds: (value) => isDestinationLast.test(value),
    otherwise: 'tor-smtp is not told where mail is to go',
    grade: 'stop',
    macro: 'TOR_SMTP_HELO',
  },
  {
    setting: 'hosts_avoid_tls',
    holds: (value, all) => value === '*' || isDestination.test(String(all.get('helo_data') ?? '').trim()),
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

/** Exim's own way to write a time. */
export function seconds(time: string): number {
  const units: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };
  return [...time.matchAll(/(\d+)([wdhms])/g)].reduce(
    (sum, [, n, unit = 's']) => sum + Number(n) * (units[unit] ?? 1),
    0,
  );
}
