import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'node:test';
import { mapStep, refuseMap } from '../../../src/setup/plans/exim/map.js';
import type { Site } from '../../../src/setup/site/site.js';
import { runPlan } from '../../../src/setup/steps/run.js';
import { undo } from '../../../src/setup/steps/undo.js';
import { mistyped, onionAddress } from '../../support/stand-ins/onion-address.js';
import { bench, files, get, host, onBench, put, work } from './steps/bench.js';

const SPLIT = '/etc/exim4/conf.d/main/000_localmacros';
const UNSPLIT = '/etc/exim4/exim4.conf.localmacros';
const [ONE, OTHER] = ['/etc/one', '/etc/other'];

/** A machine with two such files, and an Exim that has what the file of macros says. */
function site(layout: 'split' | 'unsplit', packaged = false, router = 'tor_smtp_map_file'): Site {
  for (const file of [ONE, OTHER]) put(file, `*.one.example: ${onionAddress('one')}\n`);
  put('/etc/exim4/exim4.conf.template', 'begin acl\n');
  bench.programs.exim4 = () => {
    const path = layout === 'split' ? SPLIT : UNSPLIT;
    const [, value] = (existsSync(join(bench.root, path)) ? get(path) : '').match(/_FILE = (.*)/) ?? [];
    const config = 'begin routers\ntor_smtp_map_file:\n  driver = manualroute\nbegin transports\n';
    return { stdout: `${config}TOR_SMTP_MAP_FILE=${value}\n  router = ${router}, transport = tor_smtp\n` };
  };
  return { host, layout, systemd: false, installed: { packaged } as never, contrib: () => '' };
}
const set = async (on: Site, file: string) => {
  bench.ran = [];
  await refuseMap(on, file);
  return runPlan(work(), 'send', [mapStep(on, file)]);
};
const renewals = () => bench.ran.filter((line) => line === 'update-exim4.conf').length;

for (const [layout, packaged, path] of [
  ['split', false, SPLIT],
  ['split', true, SPLIT],
  ['unsplit', false, UNSPLIT],
  ['unsplit', true, UNSPLIT],
] as const) {
  describe(`a file of ordinary domains, ${layout}, by ${packaged ? 'the package' : 'npm'}`, () => {
    onBench('is given to Exim once; another one takes its place; --undo leaves what was there', async () => {
      const on = site(layout, packaged);
      put(path, 'MINE = 1\n');
      const before = files();
      assert.equal(await set(on, ONE), 1);
      assert.match(get(path), /^MINE = 1\n# >>>.*\nTOR_SMTP_MAP_FILE = \/etc\/one\n# <<<.*\n$/);
      assert.equal(renewals(), 1);
      assert.equal(await set(on, ONE), 0);
      assert.equal(renewals(), 0);
      assert.equal(await set(on, OTHER), 1);
      assert.match(get(path), /^MINE = 1\n# >>>.*\nTOR_SMTP_MAP_FILE = \/etc\/other\n# <<<.*\n$/);
      bench.ran = [];
      assert.deepEqual(await undo(work(), 0, false), []);
      assert.deepEqual(files(), before);
      assert.equal(renewals(), 2);
    });
  });
}

describe('a file of ordinary domains', () => {
  onBench(
    'that the administrator has set comes back with --undo, and is not our affair where it is the same',
    async () => {
      const on = site('split');
      put(SPLIT, `TOR_SMTP_MAP_FILE = ${ONE}\n`);
      const before = files();
      assert.equal(await set(on, ONE), 0);
      assert.equal(await set(on, OTHER), 1);
      assert.equal(get(SPLIT), `TOR_SMTP_MAP_FILE = ${OTHER}\n`);
      await undo(work(), 0, false);
      assert.deepEqual(files(), before);
    },
  );

  onBench('that another file of Exim names is not set a second time, which Exim would not take', async () => {
    const mine = '/etc/exim4/conf.d/main/010_mine';
    const on = site('split');
    put(mine, `TOR_SMTP_MAP_FILE = ${ONE}\n`);
    put(`${mine}.dpkg-old`, `TOR_SMTP_MAP_FILE = ${OTHER}\n`);
    await assert.rejects(
      refuseMap(on, OTHER),
      /conf\.d\/main\/010_mine has "TOR_SMTP_MAP_FILE = \/etc\/one" already/,
    );
    await refuseMap(on, ONE);
    assert.deepEqual(mapStep(on, ONE).parts, []);
    await refuseMap(site('unsplit'), OTHER);
  });

  onBench('with a line that names no onion is refused, and so is none', async () => {
    const on = site('split');
    put(ONE, `# mine\none.example: ${mistyped(onionAddress('one'))}\n`);
    await assert.rejects(
      refuseMap(on, ONE),
      /^Error: no onion service is named by \/etc\/one, line 2: onion checksum$/,
    );
    await assert.rejects(refuseMap(on, '/etc/none'), /^Error: \/etc\/none does not exist$/);
  });

  onBench('is taken out again when mail goes another way than to the onion', async () => {
    const on = site('unsplit', false, 'mine');
    const before = files();
    await assert.rejects(set(on, ONE), /does not give mail for one\.example to tor_smtp_map_file, but says:/);
    assert.deepEqual(files(), before);
  });
});
