import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../../support/folder.js';
import { auditAsJson, ONION } from './audit.js';
import { startAuditServer } from './server.js';

describe('the secrets', () => {
  it('may stand in a file, one a line', async () => {
    const { path, discard } = temporaryFolder('audit-secrets');
    writeFileSync(join(path, 'secrets'), `\nunlikely word\n${ONION}\n`);
    const server = await startAuditServer(ONION, (_line, verb) =>
      verb === 'HELP' ? '214 unlikely word' : undefined,
    );
    const { code, report } = await auditAsJson(
      server.port,
      '--secrets',
      join(path, 'secrets'),
      '--only',
      'help',
    );
    server.stop();
    discard();
    assert.equal(code, 1);
    assert.deepEqual(
      report.findings.map(({ kind, text }) => [kind, text]),
      [['secret', 'unlikely word']],
    );
  });
});
