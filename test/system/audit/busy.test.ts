import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { judge } from '../../../src/audit/judge/judge.js';
import { namesFor } from '../../../src/audit/options/names.js';
import { casesOf, runCases } from '../../../src/audit/session/battery.js';
import { readProbes } from '../../../src/audit/session/data.js';
import { ONION } from './audit.js';
import { type Answer, startAuditServer } from './server.js';

describe('a server that is busy now and then', () => {
  it('is tried again, and what it says meanwhile is judged too', async () => {
    let count = 0;
    const busy: Answer = (line) => (line === '' && count++ % 2 === 0 ? '421 vm8.example is busy' : undefined);
    const server = await startAuditServer(ONION, busy);
    const open = async () => connect(server.port, '127.0.0.1');
    const known = { onion: ONION, aliases: [], also: [], others: [], users: [], secrets: [] };
    const cases = casesOf(readProbes(), namesFor(known)).filter(({ probe }) => /^noop/.test(probe.name));
    const transcripts = await runCases(open, cases, { parallel: 1, pauses: [1, 1] });
    server.stop();
    assert.ok(transcripts.every(({ untested }) => untested === undefined));
    const findings = judge(transcripts, [], { names: [ONION], equal: [] });
    assert.deepEqual(
      findings.map(({ kind, text }) => [kind, text]),
      [['host', 'vm8.example']],
    );
  });
});

describe('a server that is always busy', () => {
  it('is tried again a few times, not for every probe', async () => {
    const server = await startAuditServer(ONION, (line) => (line === '' ? '421 busy' : undefined));
    const open = async () => connect(server.port, '127.0.0.1');
    const known = { onion: ONION, aliases: [], also: [], others: [], users: [], secrets: [] };
    const cases = casesOf(readProbes(), namesFor(known)).slice(1, 101);
    const transcripts = await runCases(open, cases, { parallel: 1, pauses: [1, 1] });
    server.stop();
    assert.ok(transcripts.every(({ untested }) => untested === 'greeting: 421 busy'));
    assert.ok(server.connections() < 130, `${server.connections()}`);
  });
});

describe('a server that waits', () => {
  it('is waited for where its time-outs are asked for', async () => {
    const server = createServer((socket) => {
      socket.write(`220 ${ONION} ESMTP\r\n`);
      setTimeout(() => socket.end('421 timed out at 11:12:13\r\n'), 200);
      socket.on('error', () => {});
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const open = async () => connect((server.address() as AddressInfo).port, '127.0.0.1');
    const cases = casesOf(readProbes(), {}).filter(({ probe }) => probe.name === 'silence-first');
    const audit = async (silence: number) => {
      const transcripts = await runCases(open, cases, { timeouts: { reply: 100, silence } });
      return judge(transcripts, [], { names: [ONION], equal: [] }).map(({ kind, text }) => `${kind} ${text}`);
    };
    const found = [await audit(5000), await audit(20)];
    server.close();
    assert.deepEqual(found, [['time 11:12:13'], ['untested no answer']]);
  });
});
