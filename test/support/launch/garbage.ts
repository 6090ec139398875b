import { rehearse } from '../../../src/build/rehearsal.js';
import { program } from '../paths.js';

/** How often V8 collects garbage in one session, which it need not: what a session makes has room. */
export async function collections(node = process.execPath): Promise<number> {
  const heard = await rehearse(node, ['--trace-gc', program]);
  if (!heard.includes('221 ')) throw new Error(`no whole session: ${heard}`);
  return heard.match(/ ms: (Scavenge|Mark)/g)?.length ?? 0;
}
