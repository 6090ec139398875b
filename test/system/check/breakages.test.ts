import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hasFailed } from '../../support/outcome.js';
import type { Breakage } from './breakages/breakage.js';
import { EXIM, queue, UNSPLIT } from './breakages/exim.js';
import { AS_PACKAGE, TO_PACKAGE } from './breakages/package.js';
import { FROM_LATE, FROM_RESIDENT, RESIDENT, SYSTEMD, TO_LATE, TO_RESIDENT } from './breakages/systemd.js';
import { TOR } from './breakages/tor.js';
import { TO_XINETD, UNDER_XINETD } from './breakages/xinetd.js';
import { findings } from './report.js';
import { ALIVE, type Site, startSite } from './site.js';

describe('tor-smtp-check, one thing broken at a time', () => {
  let site: Site;
  before(async () => {
    site = await startSite();
  });
  after(() => site.end(hasFailed()));

  const clean = async () => {
    const { status, output } = await site.check();
    assert.equal(status, 0, output);
    assert.match(output, /^All is well: \d+ things looked at\.$/m);
  };

  function each(breakages: readonly Breakage[]) {
    for (const { name, how, id, says = /./ } of breakages) {
      it(`${name}: ${id}, and its command mends it`, async () => {
        await site.sh(how);
        const { status, output } = await site.check();
        assert.ok(status === 1 || status === 2, output);
        const found = findings(output).find((finding) => finding.id === id);
        assert.ok(found, `no ${id} in:\n${output}`);
        assert.match(found.text, says);
        await site.sh(`cd /; ${found.mend}`);
        await clean();
      });
    }
  }

  it('finds nothing where all is right', clean);
  it('goes to an onion by the port that it finds', async () => {
    const { status, output } = await site.check(ALIVE);
    assert.equal(status, 0, output);
    assert.match(output, / port +tor-smtp greets/);
  });

  it('sends a message by Exim, and follows it until it has gone', async () => {
    const { status, output } = await site.check(
      '--via',
      'exim',
      `bob@${ALIVE}`,
      '--from',
      'root@clear.example',
    );
    assert.equal(status, 0, output);
    assert.match(output, /exim +=> bob@\w{56}\.onion R=tor_smtp_any_to_onion T=tor_smtp/);
  });

  each(EXIM);
  each(SYSTEMD);
  it('finds nothing with one process for all', async () => {
    await site.sh(TO_RESIDENT);
    await clean();
  });
  it("takes what systemd starts for no other program's, before it bears the name", async () => {
    await site.sh(TO_LATE);
    const { output } = await site.check();
    assert.ok(findings(output).length > 0, output);
    assert.doesNotMatch(output, /port-taken/);
    await site.sh(FROM_LATE);
    await clean();
  });
  each(RESIDENT);
  it('goes on with a process for each', () => site.sh(FROM_RESIDENT).then(() => {}));
  each(TOR);
  each(
    queue(
      ALIVE,
      ALIVE.replace(/...\.onion$/, (end) => `${end[0] === 'a' ? 'b' : 'a'}${end.slice(1)}`),
    ),
  );
  it('goes on with the options in a file', () => site.sh(TO_PACKAGE).then(() => {}));
  each(AS_PACKAGE);
  it('goes on under xinetd', () => site.sh(TO_XINETD).then(() => {}));
  each(UNDER_XINETD);
  each([UNSPLIT]);

  it('has asked DNS for no onion, nor has anything that it proposed', async () => {
    const asked = await site.questions();
    assert.deepEqual(
      asked.filter((question) => /\.onion$/.test(question)),
      [],
    );
  });
});
