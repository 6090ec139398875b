import { basename } from 'node:path';
import { processes } from './processes.js';
import { commandLine, environment, state, type Unit, unit, unitNames } from './systemd.js';
import { type XinetdService, xinetdServices } from './xinetd.js';

/** A way in which tor-smtp is started on this machine: a socket unit with its service, or a service of xinetd's. */
export interface Way {
  readonly kind: 'systemd' | 'xinetd';
  /** The socket unit, or the service. */
  readonly name: string;
  /** The file that has the program's command line. */
  readonly file: string;
  readonly port: number;
  readonly program: string;
  readonly args: readonly string[];
  /** What the program is started with, PATH above all. */
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
  readonly groups: readonly string[];
  /** The user's other groups do not count: xinetd's default. */
  readonly oneGroup: boolean;
  /** The user comes and goes with the service. */
  readonly dynamic: boolean;
  /** The service can open unix sockets only. */
  readonly unixOnly: boolean;
  /** The places that it can start programs from; none: from any. */
  readonly execPaths: readonly string[];
  /** Whether it is to run: from the next boot on, or as xinetd reads it. */
  readonly enabled: boolean;
  /** Whether it does; undefined: it cannot be known. */
  readonly running: boolean | undefined;
  readonly failed: boolean;
}

/** xinetd's and systemd's own, where the files say nothing. */
const XINETD_PATH = '/usr/bin:/bin:/usr/sbin:/sbin';
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
  const families = service.all('RestrictAddressFamilies').join(' ');
  return {
    file: service.file,
    program,
    args,
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

function xinetdWay({ name, file, settings }: XinetdService): Way {
  const enabled = settings.get('disable') !== 'yes';
  const env = settings.get('env')?.match(/PATH=(\S+)/)?.[1];
  return {
    kind: 'xinetd',
    name,
    file,
    port: Number(settings.get('port') ?? 0),
    program: settings.get('server') ?? '',
    args: (settings.get('server_args') ?? '').split(/\s+/).filter(Boolean),
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
