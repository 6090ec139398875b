import assert from 'node:assert/strict';
import { chmodSync, symlinkSync } from 'node:fs';
import { describe, it } from 'node:test';
import { closedOn, installed } from '../../../src/setup/site/program.js';
import { isHidden } from '../../../src/setup/site/units.js';
import { machine } from './machine.js';

describe('the program', () => {
  const node = '/usr/bin/node';
  const at = (folder: string) => ({
    [`${folder}/bin/tor-smtp`]: '',
    [`${folder}/dist/tor-smtp.cjs`]: '',
    [node]: '',
  });
  for (const prefix of ['/usr', '/usr/local']) {
    it(`is found where npm has linked it: ${prefix}`, () => {
      const own = `${prefix}/lib/node_modules/tor-smtp`;
      const host = machine({ ...at(own), [`${prefix}/bin/other`]: '' });
      symlinkSync(host.path(`${own}/bin/tor-smtp`), host.path(`${prefix}/bin/tor-smtp`));
      const found = installed(host, own, `${prefix}/bin/tor-smtp-setup`, node);
      assert.deepEqual(found, {
        folder: own,
        packaged: false,
        program: `${prefix}/bin/tor-smtp`,
        node: undefined,
        outside: [],
      });
    });
  }

  it('of another installation is not taken for it', () => {
    const own = '/opt/tor-smtp';
    const host = machine({ ...at(own), '/usr/bin/tor-smtp': '' });
    assert.equal(installed(host, own, '/x', node).program, `${own}/bin/tor-smtp`);
  });

  it('of the package is what the package names', () => {
    const { program, packaged } = installed(
      machine({}),
      '/usr/share/tor-smtp',
      '/usr/sbin/tor-smtp-setup',
      node,
    );
    assert.deepEqual([program, packaged], ['/usr/bin/tor-smtp', true]);
  });

  it("with a Node that PATH does not find has that Node's folder in front of it", () => {
    const own = '/home/me/n/lib/node_modules/tor-smtp';
    const mine = '/home/me/n/bin/node';
    const host = machine({ ...at(own), [mine]: '' });
    const found = installed(host, own, '/home/me/n/bin/tor-smtp-setup', mine);
    assert.equal(found.node, '/home/me/n/bin');
    assert.deepEqual(found.outside, [own, '/home/me/n']);
  });

  it('is of no use behind a folder that is closed to others', () => {
    const host = machine({ '/home/me/bin/tor-smtp': '' });
    assert.equal(closedOn(host, '/home/me/bin/tor-smtp'), undefined);
    chmodSync(host.path('/home/me'), 0o700);
    assert.equal(closedOn(host, '/home/me/bin/tor-smtp'), '/home/me');
    assert.equal(closedOn(host, '/home/you'), '/home/you');
  });

  it('is of no use in a folder that the service does not see', () => {
    assert.deepEqual(['/tmp/x', '/var/lib/x', '/home/me', '/srv/x'].map(isHidden), [
      true,
      true,
      false,
      false,
    ]);
  });
});
