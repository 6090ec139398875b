import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { list, read, stat } from '../../machine/files.js';
import { EXIM } from '../../machine/paths.js';
import { run } from '../../machine/run.js';
import { renewExim } from '../commands.js';
import type { EximFacts } from '../facts.js';
import { type Finding, stop, unknown } from '../finding.js';

/** Whether Debian's program has to make the configuration anew: sources that are newer, or have what it does not have. */
export async function stale({ layout }: EximFacts, root: boolean): Promise<Finding | undefined> {
  if (layout !== 'split' && layout !== 'unsplit') return undefined;
  const made = read(EXIM.made);
  const date = stat(EXIM.made)?.mtimeMs ?? 0;
  if (made === undefined) return unknown('exim-stale', "Exim's configuration cannot be read", EXIM.made);
  const files = layout === 'split' ? snippetFiles() : [EXIM.template, EXIM.macros];
  const folders = layout === 'split' ? list(EXIM.snippets).map((name) => join(EXIM.snippets, name)) : [];
  const newer = [EXIM.answers, ...files, ...folders].find((file) => (stat(file)?.mtimeMs ?? 0) > date);
  // A date may be older than the file is in its place: a package's are.
  const lines = new Set(plain(made));
  const missing = files.flatMap((file) => plain(read(file) ?? '').filter((line) => !lines.has(line)));
  // Debian's program puts its own lines in place of this one.
  const line = missing.find((each) => !each.startsWith('UPEX4C'));
  if (line !== undefined) return staleFor(`it does not have "${line.trim()}"`);
  if (newer === undefined) return undefined;
  return root ? compare(made) : staleFor(`${newer} is newer`);
}

/** The files of conf.d that Debian's program takes: names without a dot, or `NAME.rul` in place of NAME. */
function snippetFiles(): string[] {
  return list(EXIM.snippets).flatMap((section) => {
    const names = list(join(EXIM.snippets, section));
    const taken = names.filter((name) => /^[\w-]+$/.test(name));
    return taken.map((name) =>
      join(EXIM.snippets, section, names.includes(`${name}.rul`) ? `${name}.rul` : name),
    );
  });
}

/** The configuration as Debian's program would make it now, beside the one that Exim reads. */
async function compare(made: string): Promise<Finding | undefined> {
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
    return difference === undefined ? undefined : staleFor(`it differs in "${difference}"`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** That it has to be made anew; the cause is what was seen. */
export function staleFor(cause: string): Finding {
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
