import { list, read } from '../../machine/files.js';
import { EXIM } from '../../machine/paths.js';
import { macroIn } from '../texts/macro.js';
import type { Site } from './site.js';

/** Debian's file for the macros of a site. */
export const macrosFile = ({ layout }: Site): string => (layout === 'split' ? EXIM.splitMacros : EXIM.macros);

/** A macro where the site sets it. */
export interface Setting {
  readonly path: string;
  readonly value: string;
}

/** Each file that sets a macro, of those that Exim's configuration is made from. */
export function settingsOf(site: Site, name: string): Setting[] {
  const { layout, host } = site;
  const main = `${EXIM.snippets}/main`;
  // Others than these names Debian leaves out.
  const parts = list(host.path(main)).filter((file) => /^[\w-]+$/.test(file));
  const files = layout === 'split' ? parts.map((file) => `${main}/${file}`) : [EXIM.macros, EXIM.template];
  return files.flatMap((path) => {
    const value = macroIn(read(host.path(path)) ?? '', name);
    return value === undefined ? [] : [{ path, value }];
  });
}
