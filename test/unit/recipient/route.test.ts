import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { DEFAULTS } from '../../../src/options.js';
import { MAP_ENTRY_WRONG, MAP_UNREADABLE } from '../../../src/recipient/replies.js';
import { entryOf, route } from '../../../src/recipient/route.js';
import { MALFORMED_NAME, SUFFIX_NOT_ALLOWED } from '../../../src/replies.js';
import { temporaryFolder } from '../../support/folder.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';

describe('an entry of the map', () => {
  const map = [
    '# a remark: none.onion',
    'a.example one.onion',
    'A.Example: two.onion',
    '  c.example ignored.onion',
    'b.example : three.onion:2525 and more',
    '*.example:four.onion',
    '*.d.example\tfive.onion',
    '"e.example": smtptor:[six.onion]:26',
    'f.example [seven.onion]',
    'g.example: smtp:eight.onion\r',
  ].join('\n');
  const entries: [string, string | undefined][] = [
    ['a.example', 'one.onion'],
    ['A.EXAMPLE.', 'one.onion'],
    ['b.example', 'three.onion:2525'],
    ['c.example', 'four.onion'],
    ['example', 'four.onion'],
    ['x.y.example', 'four.onion'],
    ['d.example', 'five.onion'],
    ['x.d.example', 'five.onion'],
    ['e.example', 'six.onion:26'],
    ['f.example', 'seven.onion'],
    ['g.example', 'eight.onion'],
    ['example.org', undefined],
    ['', undefined],
    ['#', undefined],
    ['*', undefined],
  ];
  for (const [domain, entry] of entries) {
    it(`of ${JSON.stringify(domain)} is ${entry}`, () => assert.equal(entryOf(domain, map), entry));
  }
});

describe('the route', () => {
  const { path, discard } = temporaryFolder('route');
  after(() => discard(false));
  const map = join(path, 'map');
  const options = { ...DEFAULTS, map };
  const [one, other] = [onionAddress('one'), onionAddress('another')];

  it('of an onion is itself, and needs no map', async () => {
    writeFileSync(map, `${one}: ${other}\n*.onion: ${other}\n`);
    for (const each of [options, DEFAULTS, { ...DEFAULTS, map: join(path, 'none') }])
      assert.deepEqual(await route(one.toUpperCase(), each), { host: one, port: 25 });
  });
  it('of another domain is in the map as it is now', async () => {
    writeFileSync(map, `a.example ${one}:26\n`);
    assert.deepEqual(await route('a.example', options), { host: one, port: 26 });
    writeFileSync(map, `a.example ${other}\n`);
    assert.deepEqual(await route('a.example', options), { host: other, port: 25 });
    assert.equal(await route('b.example', options), SUFFIX_NOT_ALLOWED);
    assert.equal(await route('a.example', DEFAULTS), SUFFIX_NOT_ALLOWED);
  });
  it('waits for a map that can be read, and for an onion in it', async () => {
    writeFileSync(map, 'a.example mail.example\nb.example x.onion');
    assert.equal(await route('a.example', options), MAP_ENTRY_WRONG);
    assert.equal(await route('b.example', options), MAP_ENTRY_WRONG);
    assert.equal(await route('a.example', { ...options, map: path }), MAP_UNREADABLE);
  });
  it('is none for what is no domain', async () => {
    for (const domain of ['', `${one}:26`, '[192.0.2.1]', '[IPv6:::1]', 'a..example'])
      assert.equal(await route(domain, DEFAULTS), MALFORMED_NAME, domain);
  });
});
