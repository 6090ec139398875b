import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { rehearse } from '../../../src/build/rehearsal.js';
import { BUNDLE } from '../../../src/start/script.js';
import { temporaryFolder } from '../folder.js';
import { root } from '../paths.js';

/** A flag of V8, which takes no code cache that was made without it. */
const FLAG = '--trace-gc';

/**
 * How often V8 collects garbage in one session. What a session makes has room in Node 20 and later, so that it need not. The code cache is
 * made anew for the flag; that which Node has of its own functions is not there, so there is more to collect than in a launch.
 */
export async function collections(): Promise<number> {
  const folder = temporaryFolder('garbage');
  try {
    for (const name of [BUNDLE, 'cache.cjs', 'tor-smtp.cjs'])
      copyFileSync(join(root, 'dist', name), join(folder.path, name));
    await rehearse(process.execPath, [FLAG, join(folder.path, 'cache.cjs'), folder.path]);
    const heard = await rehearse(process.execPath, [FLAG, join(folder.path, 'tor-smtp.cjs')]);
    if (!heard.includes('221 ')) throw new Error(`no whole session: ${heard}`);
    return heard.match(/ ms: (Scavenge|Mark)/g)?.length ?? 0;
  } finally {
    folder.discard();
  }
}
