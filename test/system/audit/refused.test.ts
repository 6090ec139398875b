import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { freePort } from '../../support/ports.js';
import { run } from '../../support/programs/command.js';
import { startStandIn } from '../../support/stand-ins/onion-stand-in.js';
import { auditAsJson, ONION, program } from './audit.js';
import { startAuditServer } from './server.js';

describe('an audit that cannot be made', () => {
  it('of nobody: exit status 69', async () => {
    const { code, output } = await run(program, [`127.0.0.1:${await freePort()}`, '--onion', ONION]);
    assert.equal(code, 69);
    assert.match(output, /^tor-smtp-audit: 127\.0\.0\.1:\d+: no connection: ECONNREFUSED\n$/);
  });

  it('of an onion that is not online: exit status 69', async () => {
    const tor = await startStandIn();
    const { code, output } = await run(program, [ONION, '--socks', `127.0.0.1:${tor.port}`]);
    tor.stop();
    assert.equal(code, 69);
    assert.match(output, /Onion service is not online/);
  });

  it('of a server that does not greet: exit status 69', async () => {
    const server = await startAuditServer(ONION, (line) => (line === '' ? '554 \x1b[2Jgo away' : undefined));
    const { code, output } = await run(program, [`127.0.0.1:${server.port}`, '--onion', ONION]);
    server.stop();
    assert.equal(code, 69);
    assert.match(output, /does not greet: 554 \\x1b\[2Jgo away\n$/);
  });

  it('in part: exit status 69, and says which', async () => {
    const server = await startAuditServer(ONION, (_line, verb) => (verb === 'EHLO' ? '550 No' : undefined));
    const { code, report } = await auditAsJson(
      server.port,
      '--only',
      'noop',
      '--only',
      'rcpt-bare',
      '--only',
      'help-before',
    );
    server.stop();
    assert.equal(code, 69);
    assert.deepEqual(
      report.findings.map(({ kind, received }) => [kind, received]),
      [['untested', 'ehlo: 550 No']],
    );
    assert.deepEqual(report.findings[0]?.probes, [
      'noop',
      'noop-argument',
      'noop-8-bit',
      'rcpt-bare-user',
      'rcpt-bare-nobody',
    ]);
  });

  it('because the command line is wrong: exit status 64', async () => {
    const { code, output } = await run(program, ['nowhere']);
    assert.equal(code, 64);
    assert.match(output, /usage: tor-smtp-audit/);
    const { code: missing } = await run(program, [ONION, '--secrets', '/nonexistent/file']);
    assert.equal(missing, 64);
  });
});
