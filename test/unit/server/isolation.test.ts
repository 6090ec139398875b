import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { credentials } from '../../../src/server/isolation.js';

const HERE = { host: 'here.onion', port: 25 };
const THERE = { host: 'there.onion', port: 25 };

describe('isolation', () => {
  it('by pair keeps apart what differs in the local name, the destination or the port', () => {
    const token = (local: string | undefined, destination = HERE) =>
      credentials('pair', local, destination)?.password;
    assert.equal(token('a.onion'), token('A.onion'));
    const tokens = [token('a.onion'), token('b.onion'), token(undefined), token('a.onion', THERE)];
    tokens.push(token('a.onion', { ...HERE, port: 26 }));
    assert.equal(new Set(tokens).size, tokens.length);
  });

  it('by destination does not look at the local name', () => {
    const token = (local: string, destination: typeof HERE) =>
      credentials('destination', local, destination)?.password;
    assert.equal(token('a.onion', HERE), token('b.onion', HERE));
    assert.notEqual(token('a.onion', HERE), token('a.onion', THERE));
  });

  it('by connection never gives the same token twice', () => {
    assert.notDeepEqual(credentials('connection', 'a', HERE), credentials('connection', 'a', HERE));
  });

  it('can be left to Tor', () => {
    assert.equal(credentials('none', 'a', HERE), undefined);
  });

  it('uses the format that Tor reserves, without the names in it', () => {
    const pair = credentials('pair', 'a.onion', HERE);
    assert.equal(pair?.userId, '<torS0X>0');
    assert.match(pair?.password ?? '', /^[\w-]{43}$/);
  });
});
