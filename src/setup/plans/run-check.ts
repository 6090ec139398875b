import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ways } from '../../machine/services/ways.js';
import { routers } from '../machine/exim.js';
import type { Site } from '../site/site.js';

/**
 * Lets tor-smtp-check, if it is there, look at the way of mail to onions. It says what it finds by itself. After `receive` there may
 * be no such way, and nothing is wrong with that.
 */
export async function runCheck(folder: string, { host }: Site, say: (text: string) => void): Promise<void> {
  const program = join(folder, 'dist/tor-smtp-check.cjs');
  if (!existsSync(program)) return;
  const isRouted = (await routers(host)).some(({ name }) => name === 'tor_smtp_any_to_onion');
  if (!isRouted && (await ways()).length === 0) {
    say('This machine sends no mail to onions yet; tor-smtp-setup send is for that.');
    return;
  }
  say('tor-smtp-check says:');
  await once(spawn(process.execPath, [program], { stdio: ['ignore', 'inherit', 'inherit'] }), 'close');
}
