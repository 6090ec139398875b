import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openLog } from '../../src/log.js';
import { temporaryFolder } from '../support/folder.js';

/** What a log with or without names holds after `write`. */
function logged(names: boolean, write: (log: ReturnType<typeof openLog>) => void): string {
  const folder = temporaryFolder('log');
  const file = join(folder.path, 'log');
  write(openLog({ file, stderr: false, terminal: false, names }));
  const text = readFileSync(file, 'latin1');
  folder.discard();
  return text;
}

describe('the log', () => {
  it('is one line a session, with time and process', () => {
    const text = logged(true, (log) =>
      log.session({ outcome: 'quit', cause: 'a "b" c', none: undefined, seconds: 1.5 }),
    );
    assert.match(
      text,
      /^\d{4}-\d\d-\d\dT[\d:.]+Z tor-smtp\[\d+\]: outcome=quit cause="a \\"b\\" c" seconds=1.5\n$/,
    );
  });

  it('quotes what JSON would change, and scrubs before', () => {
    const fields = { outcome: 'a\\b', cause: 'a\nx.onion' };
    assert.match(
      logged(false, (log) => log.session(fields)),
      /outcome="a\\\\b" cause="a\\n\[scrubbed\]"\n$/,
    );
  });

  it('holds no names unless asked for', () => {
    const fields = { from: 'a.example', to: 'x.onion:25', cause: 'no x.ONION here, nor y.z.tor' };
    assert.match(
      logged(false, (log) => log.session(fields)),
      /from=\[scrubbed\] to=\[scrubbed\] cause="no \[scrubbed\] here, nor \[scrubbed\]"\n$/,
    );
    assert.match(
      logged(true, (log) => log.session(fields)),
      /from=a.example to=x.onion:25 cause=/,
    );
  });

  it('shows an error of ours, without names', () => {
    const text = logged(false, (log) => log.fault(new Error('at x.onion')));
    assert.match(text, /Error: at \[scrubbed\]/);
  });

  it('does not wait for somebody to read it', () => {
    const folder = temporaryFolder('log');
    const file = join(folder.path, 'pipe');
    execFileSync('mkfifo', [file]);
    const log = openLog({ file, stderr: false, terminal: false, names: false });
    log.session({ outcome: 'nobody has opened it' });
    const reader = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    for (let line = 0; line < 5000; line += 1) log.session({ outcome: 'nobody reads it' });
    const [first] = readFileSync(reader, 'latin1').split('\n');
    assert.match(first ?? '', /outcome="nobody reads it"$/);
    closeSync(reader);
    folder.discard();
  });

  it('that cannot be written is no error', () => {
    const log = openLog({ file: '/nonexistent/log', stderr: false, terminal: false, names: false });
    log.session({ outcome: 'quit' });
  });
});
