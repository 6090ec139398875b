import { join } from 'node:path';
import { exists, list, read } from '../files.js';
import { UNITS } from '../paths.js';
import { run } from '../run.js';

/** A unit as systemd would run it: its file and its drop-ins, read as one text. */
export interface Unit {
  readonly name: string;
  /** The file that it is in, the one to edit. */
  readonly file: string;
  /** The values of a setting, in order; an empty one has taken away those before it (systemd.syntax(7)). */
  all(setting: string): readonly string[];
  /** The one that counts where there can be but one. */
  one(setting: string): string | undefined;
}

/** Whether systemd is this machine's first process, so that systemctl works (sd_booted(3)). */
export function isBooted(): boolean {
  return exists('/run/systemd/system') === true;
}

/** Names of the units that have this form. */
export function unitNames(pattern: RegExp): string[] {
  return [...new Set(UNITS.flatMap(list))].filter((name) => pattern.test(name)).sort();
}

/** A unit's file and drop-ins; undefined: there is none. */
export async function unit(name: string): Promise<Unit | undefined> {
  const folder = UNITS.find((each) => read(join(each, name)) !== undefined);
  if (folder === undefined) return undefined;
  const file = join(folder, name);
  const cat = isBooted() ? await run('systemctl', ['cat', '--no-pager', name]) : undefined;
  const text = cat?.status === 0 ? cat.stdout : [file, ...dropIns(name)].map(read).join('\n');
  return { name, file, ...parseUnit(text) };
}

/** The settings of a unit's text. */
export function parseUnit(text: string): Pick<Unit, 'all' | 'one'> {
  const values = new Map<string, string[]>();
  for (const [, name = '', value = ''] of text
    .replace(/\\\n/g, ' ')
    .matchAll(/^\s*(\w+)\s*=[ \t]*(.*?)[ \t]*$/gm)) {
    if (value === '') values.set(name, []);
    else values.set(name, [...(values.get(name) ?? []), value]);
  }
  const all = (name: string) => values.get(name) ?? [];
  return { all, one: (name) => all(name).at(-1) };
}

function dropIns(name: string): string[] {
  const folders = [...UNITS].reverse().map((each) => join(each, `${name}.d`));
  return folders.flatMap((folder) =>
    list(folder)
      .filter((file) => file.endsWith('.conf'))
      .map((file) => join(folder, file)),
  );
}

/** What systemd says of a unit: `active`, `failed`, `inactive`; undefined: it does not run here, or does not tell. */
export async function state(name: string, what: 'is-active' | 'is-enabled'): Promise<string | undefined> {
  if (!isBooted()) return undefined;
  const { stdout } = await run('systemctl', [what, name]);
  return stdout.trim() || undefined;
}

/** The socket unit that listens at a TCP port of this machine. */
export async function socketAt(port: number): Promise<string | undefined> {
  if (!isBooted()) return undefined;
  const { stdout } = await run('systemctl', ['list-sockets', '--no-legend', '--no-pager']);
  return stdout.match(new RegExp(`^\\S*[:]${port}\\s+(\\S+\\.socket)`, 'm'))?.[1];
}

/** The environment of a service: `Environment=`, then its files. */
export function environment(service: Pick<Unit, 'all'>): Record<string, string> {
  const lines = service
    .all('EnvironmentFile')
    .flatMap((file) => (read(file.replace(/^-/, '')) ?? '').split('\n'));
  const found: Record<string, string> = {};
  for (const text of [...service.all('Environment').flatMap(words), ...lines]) {
    const [, name, value = ''] = text.match(/^\s*([A-Za-z_]\w*)=(.*?)\s*$/s) ?? [];
    if (name !== undefined) found[name] = value.replace(/^(["'])(.*)\1$/s, '$2');
  }
  return found;
}

/** A command line as words (systemd.service(5)): `$NAME` as a word of its own is its words, `${NAME}` its text. */
export function commandLine(line: string, variables: Readonly<Record<string, string>>): string[] {
  return words(line).flatMap((word) => {
    const [, name] = word.match(/^\$(\w+)$/) ?? [];
    if (name !== undefined) return words(variables[name] ?? '');
    return [word.replace(/\$\{(\w+)\}/g, (_all, each: string) => variables[each] ?? '')];
  });
}

function words(text: string): string[] {
  const found = text.match(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? [];
  return found.map((word) =>
    word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g, (_all, a, b, c) => a ?? b ?? c),
  );
}
