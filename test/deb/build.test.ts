import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { temporaryFolder } from '../support/folder.js';
import { hasFailed } from '../support/outcome.js';
import { root } from '../support/paths.js';
import { run } from '../support/programs/command.js';

const { path: folder, discard } = temporaryFolder('deb-build');
after(() => discard(hasFailed()));

it('built again, elsewhere, later and by another hand, the package is the same to the octet', async () => {
  const what = [
    'bin',
    'contrib',
    'dist',
    'package.json',
    'README.md',
    'SECURITY.md',
    'src/audit/probes',
    'test/packages.sh',
  ];
  for (const name of what) cpSync(join(root, name), join(folder, name), { recursive: true });
  mkdirSync(join(folder, 'build'));
  const script = 'umask 077; exec contrib/debian/build.sh --built';
  const env = { ...process.env, TZ: 'Asia/Tokyo', LC_ALL: 'C' };
  const { code, output } = await run('sh', ['-c', script], { cwd: folder, env });
  assert.equal(code, 0, output);
  const built = (place: string) => {
    const names = readdirSync(join(place, 'build/deb')).filter((name) => name.endsWith('.deb'));
    return names.map((name) => readFileSync(join(place, 'build/deb', name)).toString('base64'));
  };
  assert.equal(built(folder).length, 1);
  assert.ok(built(folder)[0] === built(root)[0], `not the same; the other is in ${folder}`);
});
