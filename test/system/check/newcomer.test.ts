import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { hasFailed } from '../../support/outcome.js';
import { findings } from './report.js';
import { ALIVE, type Site, startSite } from './site.js';

/** How often somebody does what it says before giving up. */
const PATIENCE = 12;

let site: Site;
before(async () => {
  site = await startSite({ bare: true });
});
after(() => site.end(hasFailed()));

it('whoever does what it says, one thing after the other, has a machine that sends mail to onions', async () => {
  const done: string[] = [];
  for (;;) {
    const { status, output } = await site.check();
    if (status === 0) break;
    const [first] = findings(output);
    assert.ok(first && first.mend !== '' && done.length < PATIENCE, `after ${done.join(', ')}:\n${output}`);
    done.push(first.id);
    await site.sh(`cd /; ${first.mend}`);
  }
  assert.deepEqual(done.slice(0, 3), ['exim-unsplit', 'exim-key', 'service-missing']);
  const { status, output } = await site.check(
    '--via',
    'exim',
    `bob@${ALIVE}`,
    '--from',
    'root@clear.example',
  );
  assert.equal(status, 0, output);
});
