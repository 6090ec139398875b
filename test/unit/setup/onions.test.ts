import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onionFor, serviceLines, tableOf } from '../../../src/setup/site/onions.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { machine } from './machine.js';

describe('onions', () => {
  const [one, other] = [onionAddress('one'), onionAddress('other')];
  const host = machine({
    '/etc/exim4/tor-hidden/ports': `# here\n26: ${one}\n28 ${other}\n`,
    '/etc/tor/torrc': 'HiddenServiceDir /srv/onion/\nHiddenServicePort 80 127.0.0.1:80\n',
    '/srv/onion/hostname': `${one}\n`,
    '/var/lib/tor/mail-27/hostname': `${other}\n`,
  });

  it('are in the table by their numbers', () => {
    assert.deepEqual(
      [...tableOf(host)],
      [
        [26, one],
        [28, other],
      ],
    );
  });

  it('are found where torrc has them, and beside the others', () => {
    assert.deepEqual(onionFor(host, one, false), { port: 26, folder: '/srv/onion', isNew: false });
    assert.deepEqual(onionFor(host, other, false), {
      port: 28,
      folder: '/var/lib/tor/mail-27',
      isNew: false,
    });
    assert.throws(() => onionFor(host, onionAddress('third'), false), /has no onion service/);
  });

  it('get a number that nothing has', () => {
    assert.deepEqual(onionFor(host, 'new', false), { port: 29, folder: '/var/lib/tor/mail-29', isNew: true });
  });

  it('have lines of torrc of their own', () => {
    const torrc =
      'HiddenServiceDir /a\nHiddenServicePort 80 x\nHiddenServiceDir "/b/"\n HiddenServicePort 25 y\n';
    assert.deepEqual(serviceLines(torrc, '/a'), ['HiddenServicePort 80 x']);
    assert.deepEqual(serviceLines(torrc, '/b'), ['HiddenServicePort 25 y', '']);
    assert.equal(serviceLines(torrc, '/c'), undefined);
  });
});
