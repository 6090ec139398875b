import assert from 'node:assert/strict';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from '../../../support/folder.js';
import { talk } from '../../../support/machine/client.js';
import { debconf } from '../../../support/machine/debconf.js';
import { type Machine, startMachine } from '../../../support/machine/machine.js';
import { hasFailed } from '../../../support/outcome.js';
import { contrib } from '../../../support/paths.js';
import { until } from '../../../support/wait.js';

const HOST = 'mail.clear.example';

describe("exim: ordinary domains' mail that comes by an onion, at a port of its own", () => {
  const { path: folder, discard } = temporaryFolder('onion-mx');
  let machine: Machine;
  before(async () => {
    chmodSync(folder, 0o755);
    machine = await startMachine(folder, HOST, 'UTC');
    const [line = ''] =
      readFileSync(join(contrib, 'README.md'), 'utf8').match(/(?<=^ +)MAIN_RELAY_NETS = .*$/m) ?? [];
    machine.write('/etc/exim4/conf.d/main/000_localmacros', `${line}\n`);
    const answers = debconf(true, 'clear.example', '127.0.0.1.25 ; 127.0.0.1.2525');
    machine.write('/etc/exim4/update-exim4.conf.conf', answers);
    await machine.sh('update-exim4.conf; exim4 -bV >/dev/null');
    await machine.start('exim4', ['-bdf']);
    await until('Exim to listen', () => /daemon started/.test(machine.read('/var/log/exim4/mainlog')));
  });
  after(async () => {
    await machine?.stop();
    discard(hasFailed());
  });

  /** The code of the reply to RCPT. */
  async function rcpt(port: number, to: string) {
    const replies = await talk(await machine.dial(port), [
      'EHLO far.example',
      'MAIL FROM:<>',
      `RCPT TO:<${to}>`,
    ]);
    return replies.at(-1) ?? '';
  }

  it('is taken there', async () => assert.match(await rcpt(2525, 'alice@clear.example'), /^250 /));
  it('is relayed from there to nobody', async () =>
    assert.match(await rcpt(2525, 'joe@elsewhere.example'), /^550 relay not permitted/));
  it("is told from that of the machine's own programs, which come from the same address", async () =>
    assert.match(await rcpt(25, 'joe@elsewhere.example'), /^250 /));
});
