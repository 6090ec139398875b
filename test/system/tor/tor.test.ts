import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from '../../support/folder.js';
import { hasFailed } from '../../support/outcome.js';
import { contrib } from '../../support/paths.js';
import { run } from '../../support/programs/command.js';
import { wholeChain } from './chain.js';
import { checkOfTor } from './check.js';
import { circuitsOfTor } from './circuits.js';
import { brokenChain } from './faults.js';
import { throughTor } from './program.js';
import { startTorWorld, type TorWorld } from './world.js';

describe('the shipped torrc', () => {
  const { path: folder, discard } = temporaryFolder('torrc');
  after(() => discard());

  it('is valid, alone and on top of other SOCKS ports', async () => {
    const defaults = join(folder, 'defaults');
    for (const text of ['', 'SocksPort 127.0.0.1:9050\n']) {
      writeFileSync(defaults, text);
      const { code, output } = await run('tor', [
        ...['--verify-config', '--defaults-torrc', defaults, '-f', resolve(contrib, 'tor/torrc')],
        ...['--DataDirectory', join(folder, 'data')],
      ]);
      assert.equal(code, 0, output);
      assert.doesNotMatch(output, /\[(warn|err)\](?!.*running Tor as root)/);
    }
  });
});

describe('a private Tor network', () => {
  let world: TorWorld;
  before(async () => {
    const started = Date.now();
    const progress = (text: string) =>
      console.error(`${((Date.now() - started) / 1000).toFixed(1)} s: ${text}`);
    world = await startTorWorld(progress);
  });
  after(() => world.stop(hasFailed()));

  throughTor(() => world);
  circuitsOfTor(() => world);
  wholeChain(() => world);
  brokenChain(() => world);
  checkOfTor(() => world);
});
