import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { BUNDLE, IP_ADDRESS } from '../../../src/start/script.js';
import { root } from '../../support/paths.js';

it('what hardly any session needs is beside the bundle, not in it', () => {
  const has = (name: string) => readFileSync(join(root, 'dist', name), 'utf8').includes('AddressError');
  assert.deepEqual([has(IP_ADDRESS), has(BUNDLE)], [true, false]);
});
