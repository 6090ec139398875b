import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { temporaryFolder } from '../../support/folder.js';
import { root } from '../../support/paths.js';

const { path: folder, discard } = temporaryFolder('package');
after(() => discard());

/** A program in front of PATH. */
function program(name: string, text: string) {
  writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(folder, name), 0o755);
}

it('the package is not begun with a Node that is too old: nothing is installed for it', async () => {
  const asked = join(folder, 'asked');
  writeFileSync(
    join(folder, 'old.cjs'),
    "Object.defineProperty(process.versions, 'node', { value: '18.20.4' });",
  );
  program('node', `exec '${process.execPath}' --require '${folder}/old.cjs' "$@"`);
  program('dpkg-query', `touch '${asked}'; echo installed`);
  const said = await new Promise<string>((resolve) => {
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    execFile(join(root, 'contrib/debian/build.sh'), { env }, (error, _stdout, stderr) =>
      resolve(`${error?.code}: ${stderr}`),
    );
  });
  assert.equal(said, '1: tor-smtp runs on Node 18, but needs 20 to be built\n');
  assert.equal(existsSync(asked), false);
});
