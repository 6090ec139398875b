import { list, read } from './files.js';
import { TOR } from './paths.js';
import { processes } from './processes.js';

/** A SocksPort line of Tor's configuration. */
export interface SocksLine {
  readonly file: string;
  readonly line: string;
  /** `unix:/path`, `9050`, `127.0.0.1:9050`. */
  readonly address: string;
  readonly flags: readonly string[];
}

/** The SOCKS ports that Tor's files ask for: Debian's defaults, the torrc, what it includes, and those of further instances. */
export function socksLines(): SocksLine[] {
  const defaults = socksIn(TOR.defaults);
  const own = torrcs(TOR.torrc).flatMap(socksIn);
  const instances = list(TOR.instances).flatMap((name) =>
    torrcs(`${TOR.instances}/${name}/torrc`).flatMap(socksIn),
  );
  // Without the plus, a file's ports are there in place of the defaults.
  const isInPlace = own.some(({ line }) => !line.trimStart().startsWith('+'));
  return [...(isInPlace ? [] : defaults), ...own, ...instances];
}

function socksIn(file: string): SocksLine[] {
  return [...(read(file) ?? '').matchAll(/^[ \t]*\+?SocksPort[ \t]+(\S+)(.*)$/gim)].map(
    ([line, address = '', flags = '']) => ({
      file,
      line,
      address: address.replaceAll('"', ''),
      flags: flags.replace(/#.*$/, '').split(/\s+/).filter(Boolean),
    }),
  );
}

/** A file and those that it includes: files, folders, and patterns with a star in their last part. */
function torrcs(file: string, depth = 0): string[] {
  const patterns = [...(read(file) ?? '').matchAll(/^[ \t]*%include[ \t]+"?([^"\n]+?)"?[ \t]*$/gim)];
  const included = patterns.flatMap(([, path = '']) => {
    const [, folder = path, last] = path.match(/^(.*)\/([^/]*\*[^/]*)$/) ?? [];
    const names = list(folder).filter((name) => !name.startsWith('.') && (!last || matches(name, last)));
    return names.length > 0 ? names.map((name) => `${folder}/${name}`) : [path];
  });
  return depth > 5 ? [file] : [file, ...included.flatMap((path) => torrcs(path, depth + 1))];
}

function matches(name: string, pattern: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(name);
}

/** Whether a SocksPort line is this address of tor-smtp's --socks. */
export function isAt(
  { address }: SocksLine,
  socks: { path: string } | { host: string; port: number },
): boolean {
  if ('path' in socks) return address === `unix:${socks.path}`;
  const [, host = '127.0.0.1', port = ''] = address.match(/^(?:(.*):)?(\d+)$/) ?? [];
  const isLocal = /^(127\.|localhost$)/.test(socks.host);
  return (
    Number(port) === socks.port && (host === socks.host || (isLocal && /^(127\.|localhost$)/.test(host)))
  );
}

/** Whether a Tor runs. */
export function torRuns(): boolean {
  return processes().some(({ name }) => name === 'tor');
}

/** Tor's host and port among the arguments of tor-smtp, as they were given in 2006. */
export const HOST_AND_PORT = /(?<=^|\s)(?:\d+(?:\.\d+){3}|localhost)(?:\s+\d+)?(?=\s|$)/;
