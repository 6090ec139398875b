import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { list, read, stat } from '../../machine/files.js';
import { EXIM } from '../../machine/paths.js';
import { run } from '../../machine/run.js';
import { renewExim } from '../commands.js';
import type { EximFacts } from '../facts.js';
import { type Finding, stop, unknown } from '../finding.js';

/** The configuration as Debian's program would make it now, beside the one that Exim reads. */
export async function stale({ layout }: EximFacts, root: boolean): Promise<Finding | undefined> {
  const made = read(EXIM.made);
  if (layout !== 'split' && layout !== 'unsplit') return undefined;
  if (!root || made === undefined) return byDate();
  const folder = mkdtempSync(join(tmpdir(), 'tor-smtp-check-'));
  try {
    const output = join(folder, 'made');
    const { status, stderr } = await run('update-exim4.conf', ['-o', output]);
    const fresh = read(output);
    if (status !== 0 || fresh === undefined) {
      const cause = stderr.trim().split('\n')[0] ?? '';
      return stop('exim-broken', "Exim's configuration cannot be made", `update-exim4.conf: ${cause}`);
    }
    const difference = firstDifference(plain(made), plain(fresh));
    return difference === undefined ? undefined : staleFor(`of its sources it does not have: ${difference}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function byDate(): Finding | undefined {
  const made = stat(EXIM.made)?.mtimeMs;
  if (made === undefined) return unknown('exim-stale', "Exim's configuration cannot be seen", EXIM.made);
  const folders = list(EXIM.snippets).map((section) => join(EXIM.snippets, section));
  const sources = folders.flatMap((folder) => [folder, ...list(folder).map((name) => join(folder, name))]);
  const newer = [EXIM.answers, EXIM.template, EXIM.macros, ...sources].find(
    (file) => (stat(file)?.mtimeMs ?? 0) > made,
  );
  return newer === undefined ? undefined : staleFor(`${newer} is newer`);
}

function staleFor(cause: string): Finding {
  const what = 'update-exim4.conf was forgotten: Exim has an old configuration';
  return stop('exim-stale', what, `${EXIM.made}: ${cause}`, renewExim());
}

function plain(text: string): string[] {
  return text.split('\n').filter((line) => !/^\s*(#|$)/.test(line));
}

/** The first line that one has and the other has not. */
export function firstDifference(one: readonly string[], other: readonly string[]): string | undefined {
  const [had, has] = [new Set(one), new Set(other)];
  const line = other.find((each) => !had.has(each)) ?? one.find((each) => !has.has(each));
  if (line !== undefined) return line.trim();
  return one.join('\n') === other.join('\n') ? undefined : 'another order of its lines';
}
