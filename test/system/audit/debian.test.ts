import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Exim } from '../../support/exim/exim.js';
import { temporaryFolder } from '../../support/folder.js';
import { hasFailed } from '../../support/outcome.js';
import { run } from '../../support/programs/command.js';
import { startStandIn } from '../../support/stand-ins/onion-stand-in.js';
import { auditAsJson, ONION, program } from './audit.js';
import { makeDefaultExim } from './exim.js';

describe("an audit of Debian's default Exim", () => {
  const { path: folder, discard } = temporaryFolder('audit-exim');
  let exim: Exim | undefined;
  let port = 0;
  before(async () => {
    exim = await makeDefaultExim(folder, 'host7.clear.example', 'clear.example');
    port = await exim.listen();
  });
  after(async () => {
    await exim?.stop();
    discard(hasFailed());
  });

  it('finds what it gives away, and sends it nothing', async () => {
    const only = ['greeting', 'ehlo', 'quit', 'starttls', 'vrfy', 'data', 'rcpt-clearnet', 'rcpt-stranger'];
    const { code, report } = await auditAsJson(port, ...only.flatMap((start) => ['--only', start]));
    assert.equal(code, 1);
    const find = (kind: string, text: RegExp, probe: string) =>
      assert.ok(
        report.findings.some(
          (each) => each.kind === kind && text.test(each.text) && each.probes.includes(probe),
        ),
        `no ${kind} ${text} in ${probe}: ${JSON.stringify(report.findings, null, 1)}`,
      );
    for (const probe of ['greeting', 'ehlo', 'quit', 'starttls'])
      find('secret', /^host7\.clear\.example$/, probe);
    find('software', /^Exim$/, 'greeting');
    find('version', /^4\.\d+/, 'greeting');
    find('time', /^\w{3}, \d+ \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}$/, 'greeting');
    find('address', /^127\.0\.0\.1$/, 'ehlo');
    find('extension', /PRDR/, 'ehlo');
    find('certificate', /^valid from/, 'starttls');
    for (const probe of ['rcpt-clearnet-user', 'rcpt-clearnet-postmaster', 'rcpt-stranger-nobody']) {
      find('reply', /^250$/, probe);
    }
    assert.ok(!report.findings.some(({ kind }) => kind === 'untested'));
    assert.equal(await exim?.queue(), '', 'a message was sent');
  });

  it('goes into TLS through Tor too', async () => {
    const tor = await startStandIn({ [ONION]: port });
    const args = [
      '--socks',
      `127.0.0.1:${tor.port}`,
      '--only',
      'starttls',
      '--brief',
      '--secret',
      'host7.clear.example',
    ];
    const { code, output } = await run(program, [ONION, ...args]);
    tor.stop();
    assert.equal(code, 1);
    assert.match(output, /^subject .*CN=host7\.clear\.example\n {2}sent {3}STARTTLS$/m);
  });
});
