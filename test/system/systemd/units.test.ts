import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { temporaryFolder } from '../../support/folder.js';
import { hasFailed } from '../../support/outcome.js';
import { contrib, program } from '../../support/paths.js';
import { run } from '../../support/programs/command.js';

describe('the systemd units', () => {
  const { path: folder, discard } = temporaryFolder('systemd-units');
  after(() => discard(hasFailed()));
  // The one site value: where the program is. systemd-analyze wants it to exist.
  cpSync(resolve(contrib, 'systemd'), folder, { recursive: true });
  const service = join(folder, 'tor-smtp@.service');
  writeFileSync(service, readFileSync(service, 'utf8').replace('/usr/local/bin/tor-smtp', program));

  it('are clean for systemd-analyze verify', async () => {
    const units = [join(folder, 'tor-smtp.socket'), service];
    const { code, output } = await run('systemd-analyze', ['verify', '--man=no', ...units]);
    assert.deepEqual([output, code], ['', 0]);
  });

  it('have the ceilings of the xinetd file, and one destination never takes all places', () => {
    const ceilings = (file: string, ...names: string[]) =>
      names.map((name) => {
        const text = readFileSync(resolve(contrib, file), 'utf8');
        return Number(text.match(new RegExp(`^\\s*${name}\\s*=\\s*(\\d+)$`, 'm'))?.[1]);
      });
    const ours = ceilings('systemd/tor-smtp.socket', 'MaxConnections', 'MaxConnectionsPerSource');
    assert.deepEqual(ours, ceilings('xinetd.d/tor-smtp', 'instances', 'per_source'));
    const [all = 0, one = 0] = ours;
    assert.ok(one < all, `${one} of ${all}`);
  });

  it('leave the service an exposure of at most 2.0', async () => {
    const rating = ['security', '--offline=true', '--no-pager', '--threshold=20', service];
    const { code, output } = await run('systemd-analyze', rating);
    assert.equal(code, 0, output);
    const exposure = Number(output.match(/Overall exposure level for \S+: ([\d.]+)/)?.[1]);
    assert.ok(exposure <= 2, output);
  });

  it('have a user that systemd-sysusers understands', async () => {
    const file = join(folder, 'sysusers.d/tor-smtp.conf');
    const { code, output } = await run('systemd-sysusers', ['--dry-run', file]);
    assert.equal(code, 0, output);
    // Nothing at all where the user exists already.
    assert.doesNotMatch(output, /fail|ignor|unknown|syntax/i);
  });
});
