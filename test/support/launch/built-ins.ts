import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rehearse } from '../../../src/build/rehearsal.js';
import { temporaryFolder } from '../folder.js';
import { program, root } from '../paths.js';
import { run } from '../programs/command.js';

/**
 * Node's modules that a launched session may load, beside those of an empty program, in Node 20, 22 or 24: `vm` to start, `net` for its
 * two connections, with all that this needs, `string_decoder` for split2, `process` for commander. Each costs every launch its part.
 */
const ALLOWED: readonly string[] = [
  'diagnostics_channel',
  'internal/abort_controller',
  'internal/perf/observe',
  'internal/perf/performance_entry',
  'internal/stream_base_commons',
  'internal/streams/add-abort-signal',
  'internal/streams/compose',
  'internal/streams/destroy',
  'internal/streams/duplex',
  'internal/streams/duplexpair',
  'internal/streams/end-of-stream',
  'internal/streams/from',
  'internal/streams/legacy',
  'internal/streams/operators',
  'internal/streams/passthrough',
  'internal/streams/pipeline',
  'internal/streams/readable',
  'internal/streams/state',
  'internal/streams/transform',
  'internal/streams/writable',
  'net',
  'process',
  'stream',
  'stream/promises',
  'string_decoder',
  'vm',
];

/** Those that one session has loaded, and those among them that are not allowed. */
export async function builtIns(): Promise<{ loaded: string[]; added: string[] }> {
  const folder = temporaryFolder('built-ins');
  const listed = (name: string) => readFileSync(join(folder.path, name), 'utf8').split('\n');
  const preload = ['--require', resolve(root, 'test/support/launch/list.cjs')];
  try {
    const env = (name: string) => ({ MODULES: join(folder.path, name) });
    await run(process.execPath, [...preload, resolve(root, 'test/bench/floors/empty.cjs')], {
      env: env('empty'),
    });
    await rehearse(process.execPath, [...preload, program], env('session'));
    const empty = listed('empty');
    const loaded = listed('session')
      .filter((name) => !empty.includes(name))
      .sort();
    return { loaded, added: loaded.filter((name) => !ALLOWED.includes(name)) };
  } finally {
    folder.discard();
  }
}
