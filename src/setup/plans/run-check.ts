import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Lets tor-smtp-check, if it is there, look at the whole. It says what it finds by itself. */
export async function runCheck(folder: string, say: (text: string) => void): Promise<void> {
  const program = join(folder, 'dist/tor-smtp-check.cjs');
  if (!existsSync(program)) return;
  say('tor-smtp-check says:');
  await once(spawn(process.execPath, [program], { stdio: ['ignore', 'inherit', 'inherit'] }), 'close');
}
