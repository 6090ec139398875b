import type { XinetdSite } from './xinetd.js';

/**
 * Whether the tests of this process use the resident mode: those that resident-mode.ts is loaded in front of. The
 * others have a process launched for each connection.
 */
export const mode = { resident: false };

/** The xinetd of this mode. */
export function inMode(site: XinetdSite): XinetdSite {
  if (!mode.resident) return site;
  return { ...site, file: 'tor-smtp-wait', args: ['--wait', '--idle-exit', '30', ...(site.args ?? [])] };
}
