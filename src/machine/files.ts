import { readdirSync, readFileSync, statSync } from 'node:fs';

/** The text of a file; undefined where there is none, or it cannot be read. */
export function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

/** The names in a folder, sorted. */
export function list(path: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}

/** What is there, links followed. */
export function stat(path: string) {
  return statSync(path, { throwIfNoEntry: false, bigint: false });
}

/** Whether there is something, as far as this user may look; `undefined`: it may not. */
export function exists(path: string): boolean | undefined {
  try {
    return stat(path) !== undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTDIR' ? false : undefined;
  }
}
