import { type Layout as Files, eximLayout as layoutOf } from '../../machine/exim.js';
import { exists, read } from '../../machine/files.js';
import { EXIM } from '../../machine/paths.js';
import type { Host } from './host.js';

/** That of the files; or with Debian's, and all that is in them the administrator's own (dc_eximconfig_configtype none). */
export type Layout = Files | 'none';

const CONFIGTYPES = ['internet', 'smarthost', 'satellite', 'local'];

/** The layout of Exim's configuration. */
export function eximLayout(host: Host): Layout {
  if (!exists(host.path('/usr/sbin/exim4'))) return 'missing';
  const layout = layoutOf(host.path);
  if (layout === 'own' || layout === 'missing') return layout;
  const { dc_eximconfig_configtype: type = '' } = assignments(read(host.path(EXIM.answers)) ?? '');
  return CONFIGTYPES.includes(type.toLowerCase()) ? layout : 'none';
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
