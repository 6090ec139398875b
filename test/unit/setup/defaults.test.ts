import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sendPlan } from '../../../src/setup/plans/send.js';
import type { Site } from '../../../src/setup/site/site.js';
import { runPlan } from '../../../src/setup/steps/run.js';
import { undo } from '../../../src/setup/steps/undo.js';
import { contrib } from '../../support/paths.js';
import { bench, get, host, onBench, put, work } from './steps/bench.js';

const DEFAULTS = '/etc/default/tor-smtp';
const BEFORE = 'TOR_SMTP_OPTIONS="--socks unix:/run/tor/socks"\n';

onBench(
  "the package's resident process has the port of Tor's that there is, when done and undone",
  async () => {
    put(DEFAULTS, BEFORE);
    put('/etc/tor/torrc', '');
    const site: Site = {
      host,
      layout: 'split',
      systemd: true,
      installed: { packaged: true } as never,
      contrib: (file) => readFileSync(join(contrib, file), 'latin1'),
    };
    const started: string[] = [];
    bench.programs.systemctl = () => {
      started.push(`${bench.ran.at(-1)}: ${get(DEFAULTS)}`);
      return {};
    };
    const steps = await sendPlan(site, { xinetd: false, resident: true, domains: [] });
    started.length = 0;
    await runPlan(
      work(),
      'send',
      steps.filter(({ parts = [] }) => parts.some((part) => part.path === DEFAULTS)),
    );
    await undo(work(), 0, false);
    const restart = 'systemctl try-restart tor-smtp-resident.service';
    assert.deepEqual(started, [
      `${restart}: ${BEFORE.replace('/tor/', '/tor-smtp/')}`,
      `${restart}: ${BEFORE}`,
    ]);
  },
);
