import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namesFor, strangeOnion } from '../../../src/audit/options/names.js';
import { parseDestination } from '../../../src/client/destination.js';

const ONION = strangeOnion();

describe('the names in probes', () => {
  const known = { onion: ONION, aliases: ['n.tor'], also: ['clear.example'], others: [], users: ['root'] };

  it('are domains among the secrets, if they are not known as something else', () => {
    const secrets = ['mx.clear.example', 'clear.example', 'n.tor', 'vm', '192.0.2.1', '4.96', 'Debian 12'];
    assert.deepEqual(namesFor({ ...known, secrets }).HOST, ['mx.clear.example']);
  });

  it('are tried in the domains of the machine and in a strange one, which comes first', () => {
    const { STRANGER, DOMAIN, ADDRESS, LOUD } = namesFor({
      ...known,
      secrets: ['mx.clear.example', '2001:db8::9', '192.0.2.9'],
    });
    assert.deepEqual(DOMAIN, [...STRANGER, 'clear.example', 'mx.clear.example']);
    assert.deepEqual(ADDRESS, ['IPv6:2001:db8::9', '192.0.2.9']);
    assert.deepEqual(LOUD, ['ROOT']);
  });

  it('are new in each run, where nobody has them, and valid', () => {
    const [first, second] = [namesFor({ ...known, secrets: [] }), namesFor({ ...known, secrets: [] })];
    for (const name of ['NOBODY', 'STRANGER', 'PEER', 'NOWHERE'] as const) {
      assert.notDeepEqual(first[name], second[name]);
    }
    assert.notDeepEqual(first.PEER, first.NOWHERE);
    assert.deepEqual(parseDestination(first.PEER[0] ?? '', 25, []), { host: first.PEER[0], port: 25 });
  });
});
