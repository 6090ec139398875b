import { dirname, join } from 'node:path';
import { accountOf, runAs } from '../../machine/accounts.js';
import { exists } from '../../machine/files.js';
import { CONTRIB } from '../../machine/paths.js';
import { quote } from '../../machine/run.js';
import { makeUser, reload } from '../commands.js';
import type { Facts, UsedWay } from '../facts.js';
import { type Finding, good, mend, stop, unknown } from '../finding.js';

/** Who a way's program runs as: the user, its groups, and the folder of its log. */
export async function serviceAccounts({ enabled }: Facts): Promise<Finding[]> {
  return (await Promise.all(enabled.map(async (way) => [...(await known(way)), ...(await log(way))]))).flat();
}

async function known(way: UsedWay): Promise<Finding[]> {
  const account = await accountOf(way);
  if (typeof account !== 'string') return [good('account', `the user and groups of ${way.name} exist`)];
  const what = `${way.name} cannot start: there is no ${account}`;
  const name = account.replace(/^\w+ /, '');
  const isOurs = name === OURS;
  const make = isOurs ? makeUser() : `${makeUser()} && ${rename(way, name)}`;
  const command = `${make} && ${reload(way)}`;
  return [stop('account', what, `getent passwd, getent group; named in ${way.file}`, command)];
}

const OURS = 'tor-smtp';

/** Another name is most likely a mistake. */
function rename({ file }: UsedWay, name: string): string {
  return `sed -i 's/\\([Uu]ser\\|Groups\\)\\([[:space:]]*=[[:space:]]*\\)${name}$/\\1\\2${OURS}/' ${quote(file)}`;
}

async function log(way: UsedWay): Promise<Finding[]> {
  const { log: file } = way.options;
  if (file === undefined || way.request.kind !== 'serve') return withoutLog(way);
  const folder = dirname(file);
  const owner = way.dynamic ? 'root' : way.user;
  const make = `install -d -m 0750 -o ${owner} -g adm ${quote(folder)}`;
  if (exists(folder) !== true) return [mend('log-folder', LOST, `${folder} does not exist`, make)];
  const account = await accountOf(way);
  if (typeof account === 'string') return [];
  const place = exists(file) ? file : folder;
  const tried = await runAs(account, 'test', ['-w', place]);
  if (!tried)
    return [unknown('log-folder', 'Whether tor-smtp can write its log cannot be tried', 'only root can')];
  if (tried.status === 0) return [good('log-folder', `tor-smtp can write ${file}`)];
  const command = exists(file) ? `chown ${owner} ${quote(file)} && ${make}` : make;
  return [mend('log-folder', LOST, `${owner} cannot write ${place}`, command)];
}

const LOST = "tor-smtp's log is lost: it cannot be written";

/** Under xinetd standard error is the mail connection. */
function withoutLog(way: UsedWay): Finding[] {
  if (way.kind !== 'xinetd' || way.request.kind !== 'serve') return [];
  const file = join(CONTRIB, 'xinetd.d/tor-smtp');
  const what = 'tor-smtp has no log: under xinetd it needs --log';
  const add = `sed -i 's,^\\([[:space:]]*server_args[[:space:]]*=.*\\),\\1 --log /var/log/tor-smtp/log,' ${quote(way.file)}`;
  return [mend('log', what, `server_args in ${way.file}; ${file} has it`, `${add} && ${reload(way)}`)];
}
