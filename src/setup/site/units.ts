import { dirname } from 'node:path';
import type { Installed } from './program.js';

/** Where the files of contrib expect the program, and Node. */
const PROGRAM = '/usr/local/bin/tor-smtp';
const PATH = 'PATH=/usr/local/bin:/usr/bin:/bin';
const SOCKS = '--socks unix:/run/tor-smtp/socks';

/** A unit of contrib for a program, and a Node, that are elsewhere. */
export function unit(text: string, { program, node, outside }: Installed, socks: string): string {
  const own = located(text, program, node).replace(SOCKS, `--socks ${socks}`);
  if (outside.length === 0) return own;
  const home = outside.some((place) => /^\/(home|root)(\/|$)/.test(`${place}/`));
  return own
    .replace(/^ExecPaths=.*$/m, (line) => `${line} ${outside.join(' ')}`)
    .replace(/^ProtectHome=yes$/m, home ? 'ProtectHome=read-only' : 'ProtectHome=yes');
}

/** A file of contrib for xinetd, likewise, and enabled. */
export function xinetdFile(text: string, { program, node }: Installed, socks: string): string {
  return located(text, program, node)
    .replace(/^(\tserver_args\s*= (?:--wait )?)(?=--log)/m, `$1--socks ${socks} `)
    .replace(/^(\tdisable\s*= )yes$/m, '$1no');
}

function located(text: string, program: string, node: string | undefined): string {
  const path = node === undefined ? PATH : PATH.replace('=', () => `=${node}:`);
  return text.replaceAll(PROGRAM, () => program).replaceAll(PATH, () => path);
}

/** A file of contrib for one onion. */
export function numbered(text: string, port: number): string {
  return text.replace(/\b26\b/g, String(port));
}

/** Folders that a service never sees, or that are emptied. */
export function isHidden(place: string): boolean {
  return /^\/(tmp|var|run|dev|proc|sys)\//.test(`${place}/`) || dirname(place) === place;
}
