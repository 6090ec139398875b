import { join } from 'node:path';
import { list, read } from '../files.js';
import { XINETD } from '../paths.js';
import { processes } from '../processes.js';
import { type Way, workerOf } from './way.js';

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

/** xinetd's own, where the file says nothing. */
const XINETD_PATH = '/usr/bin:/bin:/usr/sbin:/sbin';

/** The way that a service of xinetd's is. */
export function xinetdWay({ name, file, settings }: XinetdService): Way {
  const enabled = settings.get('disable') !== 'yes';
  const env = settings.get('env')?.match(/PATH=(\S+)/)?.[1];
  return {
    kind: 'xinetd',
    name,
    file,
    port: Number(settings.get('port') ?? 0),
    program: settings.get('server') ?? '',
    worker: workerOf(settings.get('server') ?? ''),
    args: (settings.get('server_args') ?? '').split(/\s+/).filter(Boolean),
    optionsFile: file,
    waits: settings.get('wait') === 'yes',
    environment: { PATH: env ?? XINETD_PATH },
    user: settings.get('user') ?? 'root',
    groups: [],
    oneGroup: settings.get('groups') !== 'yes',
    dynamic: false,
    execPaths: [],
    unixOnly: false,
    enabled,
    running: enabled && processes().some((one) => one.name === 'xinetd'),
    failed: false,
  };
}
