import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Those of a run that is cut off go with it. */
const open = new Set<string>();
process.once('exit', () => {
  for (const path of open) rmSync(path, { recursive: true, force: true });
});

/**
 * A new folder for this run. `discard(failed)` removes it, or keeps it and says where it is when the test failed,
 * so that the logs can be read.
 */
export function temporaryFolder(name: string): { path: string; discard: (failed?: boolean) => void } {
  const path = mkdtempSync(join(tmpdir(), `tor-smtp-${name}-`));
  open.add(path);
  return {
    path,
    discard(failed = false) {
      open.delete(path);
      if (failed) console.error(`kept for a look: ${path}`);
      // A program that was told to end may write its last line meanwhile.
      else rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** The paths of all files and folders in a folder. Node 18 cannot say it before 18.17. */
export function allIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => [
    entry.name,
    ...(entry.isDirectory() ? allIn(join(folder, entry.name)).map((path) => join(entry.name, path)) : []),
  ]);
}
