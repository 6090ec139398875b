import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { temporaryFolder } from '../../support/folder.js';
import { hasFailed } from '../../support/outcome.js';
import { contrib } from '../../support/paths.js';
import { run } from '../../support/programs/command.js';

/** Where Debian's package has what every instance begins with. */
const DEFAULTS = '/usr/share/tor/tor-service-defaults-torrc-instances';

describe('the torrc of a further Tor instance', () => {
  const { path: folder, discard } = temporaryFolder('tor-instance');
  after(() => discard(hasFailed()));
  const local = (text: string) =>
    text
      .replaceAll('@@NAME@@', 'mail2')
      // The instance's user exists where there is such an instance.
      .replace(/^User .*\n/m, '')
      .replace(/\/(run|var\/lib)\/tor-/g, (_all, where) => `${folder}/${where.replace('/', '-')}-tor-`);
  const place = (name: string, text: string) => {
    writeFileSync(join(folder, name), local(text));
    return join(folder, name);
  };
  const shipped = readFileSync(resolve(contrib, 'tor/torrc-instance'), 'utf8');

  it("is one that Tor takes, and leaves no port but the one for tor-smtp's group", async () => {
    const defaults = place('defaults', readFileSync(DEFAULTS, 'utf8'));
    const args = ['--defaults-torrc', defaults, '-f', place('torrc', shipped), '--dump-config', 'short'];
    const { code, output } = await run('tor', args, { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } });
    assert.equal(code, 0, output);
    const ports = output.match(/^SocksPort .*$/gm);
    assert.equal(ports?.length, 1, output);
    assert.match(ports?.[0] ?? '', /unix:\S+tor-smtp-mail2\/socks .*OnionTrafficOnly ExtendedErrors/);
  });

  it('has the flags of the port that the machine itself has', () => {
    const flags = (text: string) => text.match(/^\+?SocksPort \S+ (.*)$/m)?.[1];
    assert.equal(flags(shipped), flags(readFileSync(resolve(contrib, 'tor/torrc'), 'utf8')));
  });
});
