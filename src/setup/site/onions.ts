import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { TOR } from '../../machine/paths.js';
import { listeners } from '../../machine/processes.js';
import type { Host } from '../machine/host.js';
import { Refusal } from '../steps/step.js';

export const TABLES = '/etc/exim4/tor-hidden';
const SERVICES = '/var/lib/tor';

/** An onion service, or the place for one that Tor has yet to make. */
export interface Onion {
  /** The number by which Exim knows it. */
  readonly port: number;
  /** Its folder, as torrc names it. */
  readonly folder: string;
  readonly isNew: boolean;
}

/** A line of torrc that begins a service, and its folder. */
const SERVICE = /^[ \t]*HiddenServiceDir[ \t]+"?([^"\s]+?)\/*"?[ \t]*$/i;

const read = (host: Host, path: string) =>
  existsSync(host.path(path)) ? readFileSync(host.path(path), 'latin1') : '';

/** Ordinary ports of Exim's, which are no onion's. */
const ORDINARY = [465, 587];

/** An onion by its name, or the place for a new one. */
export function onionFor(host: Host, name: string, asPort: boolean): Onion {
  const table = tableOf(host);
  if (name === 'new') {
    const port = freePort(host, table, asPort);
    return { port, folder: `${SERVICES}/mail-${port}`, isNew: true };
  }
  const folder = folders(host).find((each) => read(host, `${each}/hostname`).trim().toLowerCase() === name);
  if (folder === undefined) {
    throw new Refusal(
      `this Tor has no onion service ${name}: put its keys into a folder of ${SERVICES}, or say "new"`,
    );
  }
  const [port] = [...table].find(([, onion]) => onion === name) ?? [];
  return { port: port ?? freePort(host, table, asPort), folder, isNew: false };
}

/** The name of an onion service, once Tor has made it. */
export function nameOf(host: Host, { folder }: Onion): string | undefined {
  return read(host, `${folder}/hostname`).trim().toLowerCase() || undefined;
}

/** The onions that Exim knows, by their numbers. */
export function tableOf(host: Host): Map<number, string> {
  const rows = read(host, `${TABLES}/ports`).matchAll(/^(\d+)\s*:?\s*(\S+)/gm);
  return new Map([...rows].map(([, port, name = '']) => [Number(port), name.toLowerCase()]));
}

function freePort(host: Host, table: Map<number, string>, asPort: boolean): number {
  for (let port = 26; ; port++) {
    const used =
      table.has(port) ||
      ORDINARY.includes(port) ||
      (asPort && listeners(port).length > 0) ||
      [
        `${SERVICES}/mail-${port}`,
        `/etc/systemd/system/tor-hidden-smtp-${port}.socket`,
        `/etc/xinetd.d/tor-hidden-smtp-${port}`,
      ].some((path) => existsSync(host.path(path)));
    if (!used) return port;
  }
}

/** Folders of onion services: those that torrc names, and those that are beside Tor's. */
function folders(host: Host): string[] {
  const named = [...read(host, TOR.torrc).matchAll(new RegExp(SERVICE, 'gim'))].map(([, path = '']) => path);
  const beside = existsSync(host.path(SERVICES))
    ? readdirSync(host.path(SERVICES)).map((entry) => `${SERVICES}/${entry}`)
    : [];
  return [...new Set([...named, ...beside])];
}

/** The lines of torrc behind this service's folder, up to the next service's; none if torrc does not have it. */
export function serviceLines(torrc: string, folder: string): string[] | undefined {
  const all = torrc.split('\n').map((line) => line.trim());
  const at = all.findIndex((line) => line.match(SERVICE)?.[1] === folder);
  if (at < 0) return undefined;
  const rest = all.slice(at + 1);
  const end = rest.findIndex((line) => /^HiddenServiceDir\s/i.test(line));
  return end < 0 ? rest : rest.slice(0, end);
}
