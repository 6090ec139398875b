import { parseDestination } from '../../client/destination.js';
import { destinationIn, mapEntries } from '../../client/map.js';
import { group, groupsOf, runAs, user } from '../../machine/accounts.js';
import { exists, read } from '../../machine/files.js';
import { quote } from '../../machine/run.js';
import { isFailure } from '../../replies.js';
import type { EximFacts, Facts } from '../facts.js';
import { type Finding, good, mend, stop, unknown } from '../finding.js';

const ID = 'exim-map';

/** The file of ordinary domains that have an onion: Exim can read it, and each line has an onion that there can be. */
export async function eximMap({ exim, root }: Facts): Promise<Finding[]> {
  const path = exim?.macros.get('TOR_SMTP_MAP_FILE');
  if (!exim || typeof path !== 'string') return [];
  const text = read(path);
  const file = quote(path);
  if (exists(path) === false) {
    return [stop(ID, ALL_WAITS, `${path} does not exist`, `touch ${file} && chmod 0644 ${file}`)];
  }
  if (text === undefined || !root) return [unknown(ID, `${path} cannot be looked at`, 'only root may')];
  if (!(await isReadable(exim, path))) {
    return [stop(ID, ALL_WAITS, `Exim's user ${exim.user} cannot read ${path}`, `chmod 0644 ${file}`)];
  }
  const wrong = wrongLines(text);
  if (wrong.length === 0) return [good(ID, 'the file of ordinary domains with an onion can be read')];
  const seen = wrong.map(({ line, cause }) => `line ${line}: ${cause}`).join('; ');
  const what = 'Mail for an ordinary domain waits or bounces: its line names no onion service';
  return [mend(ID, what, `${path}, ${seen}`)];
}

const ALL_WAITS = 'All mail to ordinary domains waits: Exim cannot read the file of those that have an onion';

async function isReadable({ user: owner }: EximFacts, path: string): Promise<boolean> {
  const account = await user(owner);
  if (!account) return true;
  const groups = [...(await groupsOf(owner)), (await group(owner)) ?? account.gid];
  const test = await runAs({ ...account, groups }, 'test', ['-r', path]);
  return test?.status === 0;
}

/** The lines in which Exim finds no onion that there can be. */
export function wrongLines(text: string): { line: number; cause: string }[] {
  return mapEntries(text).flatMap(({ line, value }) => {
    const destination = parseDestination(destinationIn(value), 25, []);
    return isFailure(destination) ? [{ line, cause: destination.cause }] : [];
  });
}
