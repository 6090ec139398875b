import { cpSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { temporaryFolder } from '../../support/folder.js';
import { root } from '../../support/paths.js';
import { run } from '../../support/programs/command.js';

/** A copy of the repository, to be changed. */
export interface Scratch {
  /** Replaces the one place that matches; the file counts as changed. */
  edit(file: string, place: RegExp, by: string): void;
  /** A new file; the text may come from another one. */
  add(file: string, text: string): void;
  read(file: string): string;
  /** The files that were changed or added. */
  readonly touched: ReadonlySet<string>;
  /** Runs a command line there. */
  shell(line: string): Promise<{ code: number | null; output: string; seconds: number }>;
  discard(failed: boolean): void;
}

const LEFT_OUT = ['.git', 'node_modules', 'build', 'dist'];

export function makeScratch(): Scratch {
  const { path, discard } = temporaryFolder('scratch');
  const top = (source: string) => source.slice(root.length + 1).split(sep)[0] ?? '';
  cpSync(root, path, { recursive: true, filter: (source) => !LEFT_OUT.includes(top(source)) });
  symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'));
  // Older than what is installed, so nothing is installed again.
  utimesSync(join(path, 'package-lock.json'), 0, 0);
  const touched = new Set<string>();
  const read = (file: string) => readFileSync(join(path, file), 'utf8');
  const write = (file: string, text: string) => {
    touched.add(file);
    writeFileSync(join(path, file), text);
  };
  // Without the mark of the test runner, which would take a runner inside for a part of itself.
  const env = {
    HOME: path,
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    npm_config_update_notifier: 'false',
  };
  return {
    edit(file, place, by) {
      const text = read(file);
      const places = text.match(new RegExp(place.source, `${place.flags}g`)) ?? [];
      if (places.length !== 1) throw new Error(`${file} has ${places.length} places for ${place}`);
      write(file, text.replace(place, by));
    },
    add: write,
    read,
    touched,
    async shell(line) {
      const begun = performance.now();
      const { code, output } = await run('/bin/sh', ['-c', line], { cwd: path, env });
      return { code, output, seconds: (performance.now() - begun) / 1000 };
    },
    discard,
  };
}
