import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../../../support/folder.js';
import { contrib } from '../../../support/paths.js';
import { run } from '../../../support/programs/command.js';

describe('torrc-hidden', () => {
  it('is valid, also with the second onion and the unix socket', async () => {
    const { path, discard } = temporaryFolder('hidden-torrc');
    const text = readFileSync(join(contrib, 'tor/torrc-hidden'), 'utf8');
    const all = text.replace(/^#(?=HiddenService\w+ [\w/])/gm, '').replaceAll('/var/lib/tor', path);
    for (const torrc of [text.replaceAll('/var/lib/tor', path), all]) {
      const { code, output } = await run(
        'tor',
        [
          '--verify-config',
          '-f',
          '-',
          '--DataDirectory',
          join(path, 'data'),
          '--defaults-torrc',
          '/dev/null',
        ],
        { input: torrc },
      );
      assert.equal(code, 0, output);
      assert.match(output, /Configuration was valid/);
      assert.doesNotMatch(output, /\[warn\] (?!You are running Tor as root)/);
    }
    assert.equal(all.match(/^HiddenServicePort/gm)?.length, 3);
    discard();
  });
});

describe('tor-hidden-smtp.socket', () => {
  it('is valid, with its service', async () => {
    const unit = join(contrib, 'systemd/tor-hidden-smtp.socket');
    const { code, output } = await run('systemd-analyze', ['verify', unit]);
    assert.equal(code, 0, output);
    assert.doesNotMatch(output, /tor-hidden/);
  });
});
