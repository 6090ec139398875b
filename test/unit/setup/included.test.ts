import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sendSteps } from '../../../src/setup/plans/exim/onions.js';
import type { Site } from '../../../src/setup/site/site.js';
import { runPlan } from '../../../src/setup/steps/run.js';
import { undo } from '../../../src/setup/steps/undo.js';
import { contrib } from '../../support/paths.js';
import { bench, files, get, host, onBench, put, work } from './steps/bench.js';

const TEMPLATE = '/etc/exim4/exim4.conf.template';

onBench('an unsplit configuration never names a file that is not there', async () => {
  put(TEMPLATE, 'begin acl\nbegin routers\nbegin transports\nbegin retry\nbegin rewrite\n');
  put('/etc/exim4/update-exim4.conf.conf', "dc_other_hostnames=''\n");
  const before = files();
  /** What Exim reads until the next configuration is made. */
  let made: string[] = [];
  let most = 0;
  const missing: string[] = [];
  const look = () => missing.push(...made.filter((path) => !existsSync(join(bench.root, path))));
  bench.programs['update-exim4.conf'] = () => {
    look();
    made = get(TEMPLATE).match(/(?<=^\.include ).*/gm) ?? [];
    most = Math.max(most, made.length);
    look();
    return {};
  };
  bench.programs.getent = () => ({ stdout: `group:x:${process.getgid?.()}:` });
  bench.programs.exim4 = () => ({
    stdout:
      'begin routers\ntor_smtp_any_to_onion:\n  driver = manualroute\nbegin transports\n  router = tor_smtp_any_to_onion, x\n',
  });
  const site: Site = {
    host,
    layout: 'unsplit',
    systemd: false,
    installed: { packaged: false } as never,
    contrib: (file) => readFileSync(join(contrib, file), 'latin1'),
  };
  await runPlan(work(), 'send', await sendSteps(site, []));
  await undo(work(), 0, false);
  look();
  assert.equal(most, 6);
  assert.deepEqual(missing, []);
  assert.deepEqual(files(), before);
});
