import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { judge } from '../../../src/audit/judge/judge.js';
import { namesFor } from '../../../src/audit/options/names.js';
import { casesOf, runCases } from '../../../src/audit/session/battery.js';
import { readEqual, readForms, readProbes } from '../../../src/audit/session/data.js';
import { ONION, OTHER } from './audit.js';
import { LEAKS } from './leaks.js';
import { startAuditServer } from './server.js';

describe('an audit of a server that gives away', () => {
  for (const [what, answer, kind, text, only = ''] of LEAKS) {
    it(`${what}: finds it, as ${kind}`, async () => {
      const server = await startAuditServer(ONION, answer);
      const open = () =>
        new Promise<Socket>((done, fail) => {
          const socket: Socket = connect(server.port, '127.0.0.1', () => done(socket)).once('error', fail);
        });
      const secrets = ['clear.example', 'host7.clear.example', '192.0.2.9'];
      const known = {
        onion: ONION,
        aliases: [],
        also: ['clear.example'],
        others: [OTHER],
        users: ['games'],
        names: ['annika'],
        secrets,
      };
      const cases = casesOf(readProbes(), namesFor(known)).filter(
        ({ probe }) => !probe.slow && probe.name.startsWith(only),
      );
      const transcripts = await runCases(open, cases, { parallel: only === '' ? 16 : 1 });
      server.stop();
      const findings = judge(transcripts, secrets, {
        names: [ONION],
        equal: readEqual(),
        forms: readForms(),
      });
      assert.ok(
        findings.some((each) => each.kind === kind && text.test(each.text)),
        JSON.stringify(findings),
      );
    });
  }
});
