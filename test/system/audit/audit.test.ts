import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { MESSAGES } from '../../../src/audit/options/options.js';
import { readProbes } from '../../../src/audit/session/data.js';
import { temporaryFolder } from '../../support/folder.js';
import { run } from '../../support/programs/command.js';
import { startStandIn } from '../../support/stand-ins/onion-stand-in.js';
import { auditAsJson, KNOWN, ONION, OTHER, program } from './audit.js';
import { type Answer, startAuditServer } from './server.js';

describe('an audit of a server that gives nothing away', () => {
  it('finds nothing: every probe, exit status 0', async () => {
    const { path, discard } = temporaryFolder('audit-users');
    const users = join(path, 'users');
    writeFileSync(users, 'annika:x:1000:1000::/home/annika:/bin/sh\n\njoe\n# no account\n');
    const server = await startAuditServer(ONION);
    const all = ['--other', OTHER, '--users', users, '--secret', '192.0.2.9', '--watch', 'watched.example'];
    const { code, report } = await auditAsJson(server.port, ...all, '--send-to', `postmaster@${ONION}`);
    server.stop();
    discard();
    assert.deepEqual(report.findings, []);
    assert.equal(code, 0);
    const probes = readProbes().filter(({ slow }) => !slow);
    assert.deepEqual(
      [...new Set(report.probes.map(({ name }) => name))],
      probes.map(({ name }) => name),
    );
    assert.equal(server.connections(), report.probes.length + 1);
    assert.deepEqual(report.leftOut, { '--beside': ['connections'], '--fill': ['mailbox-full'] });
    const sent = (name: string) =>
      report.probes.some(({ exchanges }) => exchanges.some((each) => each.sent.includes(name)));
    assert.deepEqual([sent('annika@clear.example'), sent('joe@clear.example')], [true, true]);
    // The one in circles is refused.
    assert.equal(server.messages().length, MESSAGES - 1);
    assert.ok(server.messages().every((text) => text === '' || text.includes('tor-smtp-audit')));
    assert.ok(server.messages().join('').length < 80_000);
    const labels = report.toLookFor.map((name) => name.split('.', 1)[0]);
    for (const label of ['ehlo', 'mail', 'dkim', 'body']) assert.ok(labels.includes(label), `${labels}`);
  });

  it('goes through Tor where an onion is named', async () => {
    const server = await startAuditServer(ONION);
    const tor = await startStandIn({ [ONION]: server.port });
    const args = [
      ONION,
      '--socks',
      `127.0.0.1:${tor.port}`,
      ...KNOWN,
      '--only',
      'rcpt-',
      '--only',
      'starttls',
    ];
    const { code, output } = await run(program, args);
    tor.stop();
    server.stop();
    assert.equal(code, 0, output);
    assert.match(output, /^rcpt-clearnet-user +RCPT TO:<games@clear\.example> +550 5\.7\.1 Not here$/m);
    assert.match(output, /probes in \d+ s, nothing gives it away; left out: .*\d+ without --other, .*\.\n$/);
    assert.deepEqual([...new Set(tor.dialled)], [`${ONION}:25`]);
  });

  it('shows its progress on a terminal, and there alone', async () => {
    const server = await startAuditServer(ONION);
    const command = [program, `127.0.0.1:${server.port}`, '--onion', ONION, '--only', 'greeting'].join(' ');
    const seen = await run('script', ['-qec', command, '/dev/null']);
    const piped = await run('sh', ['-c', `${command} 2>&1`]);
    server.stop();
    assert.ok(seen.output.includes('\r\x1b[K1/1 greeting'), JSON.stringify(seen.output));
    assert.ok(!piped.output.includes('\x1b'), JSON.stringify(piped.output));
  });
});

describe('an audit of a server that takes everything', () => {
  it('never sends a message, unless an address is named for it', async () => {
    const greedy: Answer = (_line, verb) =>
      ['DATA', 'BDAT'].includes(verb)
        ? '354 Go ahead'
        : verb === '' || verb === 'QUIT'
          ? undefined
          : '250 OK';
    const server = await startAuditServer(ONION, greedy);
    const { code, report } = await auditAsJson(server.port);
    server.stop();
    assert.equal(code, 1);
    const offers = report.probes.filter(({ exchanges }) =>
      exchanges.some(({ replies }) => replies.some((reply) => reply.code === '354')),
    );
    assert.ok(offers.length >= 5, 'nothing was offered, so nothing was tried');
    assert.equal(server.body(), '');
    assert.deepEqual(report.leftOut['--send-to']?.slice(0, 2), ['mailbox', 'message']);
    const sent = (name: string) => report.probes.find((probe) => probe.name === name)?.exchanges.at(-1)?.sent;
    assert.match(sent('data-only-clearnet') ?? '', /^RCPT/, 'DATA behind a recipient that was accepted');
  });
});
