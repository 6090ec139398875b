import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { eximLayout, type Layout } from '../machine/exim.js';
import type { Host } from '../machine/host.js';
import { hasSystemd } from '../steps/services.js';
import { type Installed, installed } from './program.js';

/** What plans are made from: this machine, and the installation of tor-smtp that the program belongs to. */
export interface Site {
  readonly host: Host;
  readonly layout: Layout;
  readonly systemd: boolean;
  readonly installed: Installed;
  /** A file of contrib. */
  contrib(file: string): string;
}

/** The site, with the installation in this folder. */
export function siteOf(host: Host, folder: string): Site {
  return {
    host,
    layout: eximLayout(host),
    systemd: hasSystemd(host),
    installed: installed(host, folder),
    contrib: (file) => readFileSync(join(folder, 'contrib', file), 'latin1'),
  };
}

/** Whether the package's own update-exim4.conf puts the lines in, on the way. */
export function isDiverted({ host }: Site): boolean {
  const path = host.path('/usr/sbin/update-exim4.conf');
  return existsSync(path) && realpathSync(path).includes('tor-smtp');
}
