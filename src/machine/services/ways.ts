import { basename } from 'node:path';
import { OPTIONS_FILE } from '../paths.js';
import { commandLine, environment, state, type Unit, unit, unitNames } from './systemd.js';
import { type Way, workerOf } from './way.js';
import { xinetdServices, xinetdWay } from './xinetd.js';

/** systemd's own, where the unit says nothing. */
const SYSTEMD_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin';

/** All ways, in use or not. */
export async function ways(): Promise<Way[]> {
  const sockets = unitNames(/^tor-smtp[\w-]*\.socket$/);
  const units = await Promise.all(sockets.map(systemdWay));
  const services = xinetdServices().filter(({ settings }) =>
    /^tor-smtp\b/.test(basename(settings.get('server') ?? '')),
  );
  return [...units.filter((way) => way !== undefined), ...services.map(xinetdWay)];
}

async function systemdWay(name: string): Promise<Way | undefined> {
  const socket = await unit(name);
  const perConnection = socket?.one('Accept') === 'yes';
  const stem = name.replace(/\.socket$/, '');
  const service = await unit(socket?.one('Service') ?? `${stem}${perConnection ? '@' : ''}.service`);
  if (!socket) return undefined;
  const [active, enabled] = await Promise.all([state(name, 'is-active'), state(name, 'is-enabled')]);
  return {
    kind: 'systemd',
    name,
    ...serviceOf(service ?? socket),
    waits: !perConnection,
    port: Number(socket.one('ListenStream')?.match(/(\d+)$/)?.[1] ?? 0),
    enabled: enabled === 'enabled',
    running: active === undefined ? undefined : active === 'active',
    failed: active === 'failed',
  };
}

/** What of a way is in the service. */
function serviceOf(service: Unit) {
  const variables = environment(service);
  const [program = '', ...args] = commandLine(
    (service.one('ExecStart') ?? '').replace(/^[-@:+!|]*/, ''),
    variables,
  );
  const isFromFile = /\$\{?TOR_SMTP_OPTIONS\b/.test(service.one('ExecStart') ?? '');
  const families = service.all('RestrictAddressFamilies').join(' ');
  return {
    file: service.file,
    program,
    worker: workerOf(program),
    args,
    optionsFile: isFromFile ? OPTIONS_FILE : service.file,
    environment: { PATH: SYSTEMD_PATH, ...variables },
    user: service.one('User') ?? 'root',
    groups: service.all('SupplementaryGroups').flatMap((groups) => groups.split(/\s+/)),
    oneGroup: false,
    dynamic: service.one('DynamicUser') === 'yes',
    execPaths: service.all('NoExecPaths').includes('/') ? paths(service.all('ExecPaths')) : [],
    unixOnly: (families !== '' && !/AF_INET/.test(families)) || service.one('PrivateNetwork') === 'yes',
  };
}

/** A list of paths in a unit; one with a minus need not exist. */
function paths(values: readonly string[]): string[] {
  return values.flatMap((value) => value.split(/\s+/)).map((path) => path.replace(/^[-+]+/, ''));
}
