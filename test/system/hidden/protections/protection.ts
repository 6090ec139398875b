import type { Check } from './checks.js';

/** A replacement in what a file under /etc/exim4/conf.d gives to the configuration. */
export type Edit = readonly [file: string, text: string | RegExp, replacement: string];

/** One protection, how it is switched off, and what then shows that it was needed. */
export interface Protection {
  readonly name: string;
  /** What the site has beside the shipped files, with and without the protection. */
  readonly given?: readonly Edit[];
  readonly off: readonly Edit[];
  readonly check: Check;
  /** What is found without it. */
  readonly found: RegExp;
}

/** The shipped files, and those of Debian and the site. */
export const MAIN = 'main/045_tor-hidden';
export const MACROS = 'main/005_tor-hidden-macros';
export const ACL = 'acl/045_tor-hidden';
export const ROUTER = 'router/040_tor-hidden';
export const TRANSPORT = 'transport/045_tor-hidden';
export const REWRITE = 'rewrite/010_tor-hidden';
export const OPTIONS = 'main/02_exim4-config_options';
const LOCAL = 'main/000_localmacros';

/** The onion side of an option gets what the ordinary side has. */
export const same = (option: string, ordinary: string): Edit => [
  MAIN,
  new RegExp(`^${option} =[^$]*?\\$\\{if TOR_HIDDEN_SIDE \\{.*?\\}\\{TOR_HIDDEN_CLEAR_\\w+\\}\\}`, 'm'),
  `${option} = ${ordinary}`,
];
/** Macros that the site defines. */
export const site = (macros: string): Edit => [LOCAL, /$/, `${macros}\n`];
