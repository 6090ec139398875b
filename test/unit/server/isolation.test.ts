import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { credentials } from '../../../src/server/isolation.js';

const HERE = { host: 'here.onion', port: 25 };
const THERE = { host: 'there.onion', port: 25 };

describe('isolation', () => {
  it('by pair keeps apart what differs in the local name, the destination or the port', async () => {
    const token = async (local: string | undefined, destination = HERE) =>
      (await credentials('pair', local, destination))?.password;
    assert.equal(await token('a.onion'), await token('A.onion'));
    const tokens = await Promise.all([
      token('a.onion'),
      token('b.onion'),
      token(undefined),
      token('a.onion', THERE),
      token('a.onion', { ...HERE, port: 26 }),
    ]);
    assert.equal(new Set(tokens).size, tokens.length);
  });

  it('by destination does not look at the local name', async () => {
    const token = async (local: string, destination: typeof HERE) =>
      (await credentials('destination', local, destination))?.password;
    assert.equal(await token('a.onion', HERE), await token('b.onion', HERE));
    assert.notEqual(await token('a.onion', HERE), await token('a.onion', THERE));
  });

  it('by connection never gives the same token twice', async () => {
    assert.notDeepEqual(
      await credentials('connection', 'a', HERE),
      await credentials('connection', 'a', HERE),
    );
  });

  it('can be left to Tor', async () => {
    assert.equal(await credentials('none', 'a', HERE), undefined);
  });

  it('uses the format that Tor reserves, without the names in it', async () => {
    const pair = await credentials('pair', 'a.onion', HERE);
    assert.equal(pair?.userId, '<torS0X>0');
    assert.match(pair?.password ?? '', /^[\w-]{43}$/);
  });
});
