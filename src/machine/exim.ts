import { exists, read } from './files.js';
import { EXIM } from './paths.js';
import { type Ran, run } from './run.js';

/**
 * Where Exim's configuration comes from: Debian's many files or its one file, an administrator's own, or something else than
 * Debian's Exim.
 */
export type Layout = 'split' | 'unsplit' | 'own' | 'missing';

/** Which it is, by the files; `inside` says where a path of the machine is. */
export function eximLayout(inside: (path: string) => string = (path) => path): Layout {
  if (exists(inside(EXIM.own))) return 'own';
  const answers = read(inside(EXIM.answers));
  if (answers === undefined) return 'missing';
  return /^\s*dc_use_split_config=(['"]?)true\1\s*$/im.test(answers) ? 'split' : 'unsplit';
}

/** Runs Exim's program, on whatever name it has. */
export async function exim(args: readonly string[], input = ''): Promise<Ran> {
  const first = await run('exim4', args, { input });
  return first.status === null ? run('exim', args, { input }) : first;
}

/** `exim -bP transport NAME`, `exim -bP macro NAME`: the settings, a switched-off one is `no_name` there and false here. */
export function settings(text: string): Map<string, string | boolean> {
  const found = new Map<string, string | boolean>();
  for (const [, name = '', value] of text.matchAll(/^(\w+)(?: ?= ?(.*))?$/gm)) {
    if (value !== undefined) found.set(name, value);
    else found.set(name.replace(/^no_/, ''), !name.startsWith('no_'));
  }
  return found;
}
