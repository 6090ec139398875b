import { contrib } from '../../../support/paths.js';
import { steps } from './steps.js';

/** How connections come from Tor to Exim: a systemd unit or a file of xinetd for each onion, or the daemon's own port. */
export type Layout = 'unit' | 'xinetd' | 'daemon';

/** The section of contrib/README.md that has it. */
const SECTIONS = { xinetd: '### Without systemd', daemon: '### A port of the daemon' };

/**
 * Without the start of a service that does not run on a machine for tests, or is started by the test; and without the new
 * configuration of Exim right before it, which is made once for all onions.
 */
const without = (script: string) => script.replace(/(?:update-exim4\.conf && )?invoke-rc\.d .*$/gm, '');

/** The commands that make Exim ready for onions, up to its restart. */
export function installExim(whole: boolean): string {
  const [split = '', one = ''] = steps('### Exim, once');
  return `cd '${contrib}'\n${whole ? one : split}`;
}

/** The commands for one onion, whose name Tor has made. */
export function installOnion(name: string, port: number, layout: Layout): string {
  const [number = '', tor = '', tables = '', units = ''] = steps('### Each onion');
  const torrc = tor.split('\n').filter((line) => line.includes('torrc-hidden'));
  const way = layout === 'unit' ? units : without(steps(SECTIONS[layout]).join(''));
  const chosen = number.replace(/^port=.*$/m, `port=${port}`);
  return [`cd '${contrib}'`, chosen, 'mkdir -p /etc/tor', ...torrc, `onion=${name}`, tables, way].join('\n');
}
