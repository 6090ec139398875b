import { existsSync, readFileSync } from 'node:fs';
import type { Host } from './host.js';

export const EXIM = '/etc/exim4';
export const DEBCONF = `${EXIM}/update-exim4.conf.conf`;
export const TEMPLATE = `${EXIM}/exim4.conf.template`;

/**
 * How Exim is configured: by Debian's files in conf.d or by its one template; by a file of the administrator's own; by
 * Debian's with dc_eximconfig_configtype none; or there is no Debian Exim.
 */
export type Layout = 'split' | 'unsplit' | 'own' | 'none' | 'missing';

const CONFIGTYPES = ['internet', 'smarthost', 'satellite', 'local'];

/** The layout of Exim's configuration. */
export function eximLayout(host: Host): Layout {
  if (!existsSync(host.path('/usr/sbin/exim4')) || !existsSync(host.path(DEBCONF))) return 'missing';
  if (existsSync(host.path(`${EXIM}/exim4.conf`))) return 'own';
  const settings = assignments(readFileSync(host.path(DEBCONF), 'latin1'));
  if (!CONFIGTYPES.includes((settings.dc_eximconfig_configtype ?? '').toLowerCase())) return 'none';
  return settings.dc_use_split_config?.toLowerCase() === 'true' ? 'split' : 'unsplit';
}

/** The assignments in a file of shell variables; the last of each name counts. */
export function assignments(text: string): Record<string, string> {
  const found = text.matchAll(/^[ \t]*(\w+)=(?:'([^'\n]*)'|"([^"\n]*)"|([^\s'"#]*))/gm);
  return Object.fromEntries(
    [...found].map(([, name = '', single, double, bare]) => [name, single ?? double ?? bare ?? '']),
  );
}

export interface Router {
  readonly name: string;
  readonly driver: string;
}

/** Exim's routers, in their order; none if the configuration cannot be read. */
export async function routers(host: Host): Promise<Router[]> {
  const { stdout } = await host.run('exim4', ['-bP', 'config']);
  const [, section = ''] = stdout.match(/^begin routers$([\s\S]*?)(?:^begin |(?![\s\S]))/m) ?? [];
  const parts = section.matchAll(/^[ \t]*(\w+):[ \t]*\n(?:(?![ \t]*\w+:[ \t]*\n)[^\n]*\n)*/gm);
  return [...parts].map(([text, name = '']) => ({
    name,
    driver: text.match(/^[ \t]*driver[ \t]*=[ \t]*(\w+)/m)?.[1] ?? '',
  }));
}

/** What Exim would do with an address: the last router and transport, or what it says instead. */
export async function routeOf(
  host: Host,
  address: string,
  sender?: string,
): Promise<{ readonly router: string | undefined; readonly said: string }> {
  const from = sender === undefined ? [] : ['-f', sender];
  const { stdout, stderr } = await host.run('exim4', [...from, '-bt', address]);
  return { router: stdout.match(/^ *router = (\w+)/m)?.[1], said: `${stdout}${stderr}`.trim() };
}
