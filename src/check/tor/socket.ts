import { dirname } from 'node:path';
import { accountOf, runAs } from '../../machine/accounts.js';
import { exists, stat } from '../../machine/files.js';
import { TOR } from '../../machine/paths.js';
import { quote } from '../../machine/run.js';
import { HOST_AND_PORT, isAt, socksLines, torRuns } from '../../machine/tor.js';
import { socksText } from '../../options.js';
import { addMailPort, addOption, makeUser, reload, restartTor, substitute } from '../commands.js';
import type { Facts, UsedWay } from '../facts.js';
import { type Finding, good, stop, unknown } from '../finding.js';

/** Whether Tor's SOCKS port is where tor-smtp looks for it, and tor-smtp may use it. */
export async function torSocket({ enabled }: Facts): Promise<Finding[]> {
  return (await Promise.all(enabled.map(inspect))).flat();
}

async function inspect(way: UsedWay): Promise<Finding[]> {
  const { socks } = way.options;
  if (way.request.kind !== 'serve') return [];
  if (!('path' in socks)) return way.unixOnly ? [sandboxed(way)] : [];
  const there = exists(socks.path);
  if (there === undefined)
    return [unknown('tor-socket', "Tor's socket cannot be looked at", `${socks.path}: no permission`)];
  if (!there) return torRuns() ? [missing(way, socks.path)] : [];
  return allowed(way, socks.path);
}

/** The unit has no network: 9050 fails with EAFNOSUPPORT. */
function sandboxed(way: UsedWay): Finding {
  const what = `${way.name} has no network, so that tor-smtp cannot use ${socksText(way.options.socks)}; it needs Tor's unix socket`;
  const seen = `${way.optionsFile}; RestrictAddressFamilies or PrivateNetwork in ${way.file}`;
  return stop('tor-sandbox', what, seen, useSocket(way, bestSocket() ?? TOR.socks));
}

/** A unix socket of Tor's that is there: the one for mail before Debian's own. */
function bestSocket(not?: string): string | undefined {
  const paths = socksLines().flatMap(({ address }) => address.match(/^unix:(\/.*)$/)?.[1] ?? []);
  return [TOR.mailSocks, ...paths].find((path) => path !== not && exists(path));
}

/** Makes the way use another unix socket of Tor's. */
export function useSocket(way: UsedWay, path: string): string {
  const { args, optionsFile, options } = way;
  const here = socksText(options.socks);
  if (args.includes('--socks')) return `${substitute(optionsFile, here, `unix:${path}`)} && ${reload(way)}`;
  // 9050 is what it takes without the option, or with a host and a port as its arguments.
  const [given = ''] = args.join(' ').match(HOST_AND_PORT) ?? [];
  const option = `--socks unix:${path}`;
  return given === ''
    ? addOption(way, option)
    : `${substitute(optionsFile, given, option)} && ${reload(way)}`;
}

/** Nothing is there, or what a Tor before has left there, although Tor runs: it was not told to, or could not. */
export function missing(way: UsedWay, path: string): Finding {
  const what = "Tor's SOCKS port is not where tor-smtp looks for it";
  const line = socksLines().find((each) => isAt(each, { path }));
  if (line) return notMade(path, `${path} does not exist, although ${line.file} asks Tor for it`);
  const evidence = `${way.optionsFile}: Tor is not told to make ${path}${exists(path) ? '' : ', and it does not exist'}`;
  if (path === TOR.mailSocks) return stop('tor-socket', what, evidence, addMailPort());
  const other = bestSocket(path);
  const seen = other === undefined ? evidence : `${evidence}; it has ${other}`;
  return stop('tor-socket', what, seen, other && useSocket(way, other));
}

/** Tor runs all the same when it could not make a socket. */
function notMade(path: string, evidence: string): Finding {
  const folder = dirname(path);
  const what = 'Tor could not make its socket, and runs without';
  const make = `${makeUser()} && install -d -m 0750 -o debian-tor -g tor-smtp ${quote(folder)}`;
  if (!exists(folder))
    return stop('tor-folder', what, `${folder} does not exist`, `${make} && ${restartTor()}`);
  const owner = stat(folder)?.uid;
  return stop(
    'tor-socket',
    what,
    `${evidence} (its folder belongs to user ${owner})`,
    `${make} && ${restartTor()}`,
  );
}

/** Whether the user that tor-smtp runs as gets to the socket. */
async function allowed(way: UsedWay, path: string): Promise<Finding[]> {
  const account = await accountOf(way);
  if (typeof account === 'string') return [];
  const tried = await runAs(account, 'test', ['-w', path]);
  const who = [way.user, ...way.groups].join(', ');
  if (!tried)
    return [unknown('tor-socket', "Whether tor-smtp may use Tor's socket cannot be tried", 'only root can')];
  if (tried.status === 0) return [good('tor-socket', `tor-smtp (${who}) may use ${path}`)];
  const folder = dirname(path);
  const mode = (file: string) => {
    const there = stat(file);
    return there ? `${(there.mode & 0o7777).toString(8)} ${there.uid}:${there.gid}` : '';
  };
  const what = `tor-smtp (${who}) may not use Tor's socket`;
  const seen = `${folder} has ${mode(folder)}, ${path} has ${mode(path)}`;
  return [stop('tor-closed', what, seen, open(way, path, account.groups))];
}

/** The folder decides for the port of contrib/tor/torrc; else the port's own flag does. */
function open(way: UsedWay, path: string, groups: readonly number[]): string {
  const owner = stat(dirname(path))?.gid;
  if (
    way.oneGroup &&
    path === TOR.mailSocks &&
    owner !== 0 &&
    owner !== undefined &&
    !groups.includes(owner)
  ) {
    return `usermod -g ${owner} ${quote(way.user)} && ${reload(way)}`;
  }
  const line = socksLines().find((each) => isAt(each, { path }));
  if (line && !line.flags.includes('WorldWritable')) {
    return `${substitute(line.file, line.line.trim(), `${line.line.trim()} WorldWritable`)} && ${restartTor()}`;
  }
  if (path === TOR.socks) return `chmod 0755 ${dirname(path)} && ${restartTor()}`;
  return `install -d -m 0750 -o debian-tor -g tor-smtp ${quote(dirname(path))}`;
}
