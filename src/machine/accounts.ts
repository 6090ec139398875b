import { type Ran, run } from './run.js';
import type { Way } from './services/way.js';

/** Who a program runs as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

/** The number and the group of a user; undefined: there is none of that name. */
export async function user(name: string): Promise<{ uid: number; gid: number } | undefined> {
  const { status, stdout } = await run('getent', ['passwd', name]);
  const [, , uid, gid] = stdout.split(':');
  return status === 0 ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

/** The number of a group. */
export async function group(name: string): Promise<number | undefined> {
  const { status, stdout } = await run('getent', ['group', name]);
  return status === 0 ? Number(stdout.split(':')[2]) : undefined;
}

/** All groups of a user. */
export async function groupsOf(name: string): Promise<number[]> {
  const { stdout } = await run('id', ['-G', name]);
  return stdout.trim().split(' ').filter(Boolean).map(Number);
}

/** Runs a program as somebody else; undefined: only root can. */
export async function runAs(
  { uid, gid, groups }: Account,
  program: string,
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<Ran | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const as = [`--reuid=${uid}`, `--regid=${gid}`];
  as.push(groups.length > 0 ? `--groups=${groups.join(',')}` : '--clear-groups');
  return run('/usr/bin/setpriv', [...as, program, ...args], env ? { env } : {});
}

/** Whether a user may read a file. Of one that does not exist, and for who is not root, this is not known, and taken to be so. */
export async function mayRead(name: string, path: string): Promise<boolean> {
  const account = await user(name);
  if (!account) return true;
  const groups = [...(await groupsOf(name)), (await group(name)) ?? account.gid];
  const test = await runAs({ ...account, groups }, 'test', ['-r', path]);
  return test === undefined || test.status === 0;
}

/** Any number will do for a user that comes and goes. */
const SOMEBODY = 61_184;

/** The account that a way's program has; a text: the name that does not exist. */
export async function accountOf({ user: name, groups, oneGroup, dynamic }: Way): Promise<Account | string> {
  const numbers: number[] = [];
  for (const each of groups) {
    const number = await group(each);
    if (number === undefined) return `group ${each}`;
    numbers.push(number);
  }
  if (dynamic) return { uid: SOMEBODY, gid: SOMEBODY, groups: numbers };
  const found = await user(name);
  return found
    ? { ...found, groups: [...(oneGroup ? [found.gid] : await groupsOf(name)), ...numbers] }
    : `user ${name}`;
}
