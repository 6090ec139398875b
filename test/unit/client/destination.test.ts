import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasAllowedSuffix, parseDestination } from '../../../src/client/destination.js';
import { isFailure } from '../../../src/replies.js';

// The Tor Project's own address, from its documentation.
const ONION = '2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid';

function parse(name: string, allowed: string[] = []) {
  const parsed = parseDestination(name, 25, allowed);
  return isFailure(parsed) ? parsed.cause : `${parsed.host} ${parsed.port}`;
}

describe('a destination', () => {
  it('is an onion name with or without subdomain, port and final dot, in any case', () => {
    assert.equal(parse(`${ONION}.onion`), `${ONION}.onion 25`);
    assert.equal(parse(`${ONION.toUpperCase()}.Onion.`), `${ONION}.onion 25`);
    assert.equal(parse(`mail.a.${ONION}.onion:2525`), `mail.a.${ONION}.onion 2525`);
    assert.equal(parse(`${ONION}.onion.:1`), `${ONION}.onion 1`);
  });

  it('has a port from 1 to 65535', () => {
    assert.equal(parse(`${ONION}.onion:65535`), `${ONION}.onion 65535`);
    for (const port of ['0', '65536', '99999', 'x', '', '25:25', '-1', '123456']) {
      assert.equal(parse(`${ONION}.onion:${port}`), 'malformed name', port);
    }
  });

  it('is a .tor name, or one with an allowed suffix', () => {
    assert.equal(parse('Name.tor'), 'name.tor 25');
    assert.equal(parse('mx.example'), 'suffix not allowed');
    assert.equal(parse('mx.example', ['example']), 'mx.example 25');
    assert.equal(parse('mx.example', ['.EXAMPLE']), 'mx.example 25');
    assert.equal(parse('mx.notexample', ['example']), 'suffix not allowed');
    assert.equal(parse('mx.example', ['*']), 'mx.example 25');
    assert.equal(parse('onion.example'), 'suffix not allowed');
  });

  it('is a name of well-formed labels', () => {
    for (const name of [
      'a..onion',
      '.onion',
      'onion',
      '-a.tor',
      'a-.tor',
      'a b.tor',
      '[127.0.0.1]',
      '',
      'a@b.tor',
    ]) {
      assert.match(parse(name, ['*']), /^malformed/, name);
    }
    assert.equal(parse(`${'a'.repeat(64)}.tor`), 'malformed name');
    assert.equal(parse(`${`${'a'.repeat(60)}.`.repeat(5)}tor`), 'malformed name');
  });

  it('is refused with its own words when it is an old or a mistyped onion name', () => {
    assert.equal(parse('expyuzz4wqqyqhjn.onion'), 'version 2 name');
    assert.equal(parse('facebookcorewww1.onion'), 'malformed onion name');
    assert.equal(parse(`${ONION.slice(0, 55)}.onion`), 'malformed onion name');
    for (const at of [0, 20, 51, 53, 55]) {
      const letter = ONION[at] === 'a' ? 'b' : 'a';
      const mistyped = ONION.slice(0, at) + letter + ONION.slice(at + 1);
      assert.equal(parse(`${mistyped}.onion`), 'onion checksum', `letter ${at}`);
    }
  });
});

describe('a single name', () => {
  it('can only be a destination if its suffix is one that we dial', () => {
    assert.ok(hasAllowedSuffix('x.onion:25', []));
    assert.ok(hasAllowedSuffix('X.TOR.', []));
    assert.ok(!hasAllowedSuffix('mail.example', []));
    assert.ok(hasAllowedSuffix('mail.example', ['example']));
  });
});
