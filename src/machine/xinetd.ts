import { join } from 'node:path';
import { list, read } from './files.js';
import { XINETD } from './paths.js';

/** A service in a file of xinetd's. */
export interface XinetdService {
  readonly name: string;
  readonly file: string;
  readonly settings: ReadonlyMap<string, string>;
}

/** The services of all files that xinetd reads; names with a dot or a tilde it passes over (xinetd.conf(5)). */
export function xinetdServices(): XinetdService[] {
  const files = list(XINETD.folder).filter((name) => !/[.~]/.test(name));
  const paths = [XINETD.main, ...files.map((name) => join(XINETD.folder, name))];
  return paths.flatMap((file) => parseServices(read(file) ?? '').map((service) => ({ ...service, file })));
}

/** The services in a text. */
export function parseServices(text: string): Omit<XinetdService, 'file'>[] {
  const lines = text.replace(/^\s*#.*$/gm, '');
  return [...lines.matchAll(/^\s*service\s+(\S+)\s*\{(.*?)^\s*\}/gms)].map(([, name = '', body = '']) => ({
    name,
    settings: new Map(
      [...body.matchAll(/^\s*(\w+)\s*[+-]?=[ \t]*(.*?)[ \t]*$/gm)].map(([, key = '', value = '']) => [
        key,
        value,
      ]),
    ),
  }));
}
