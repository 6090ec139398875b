import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../../support/paths.js';
import { run } from '../../support/programs/command.js';
import { type SocketActivate, startSocketActivate } from '../../support/programs/socket-activate.js';
import { type MailServer, startMailServer } from '../../support/stand-ins/mail-server.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { type StandIn, startStandIn } from '../../support/stand-ins/onion-stand-in.js';

const check = resolve(root, 'bin/tor-smtp-check');
const [alive, dead, mute] = ['alive', 'dead', 'mute'].map(onionAddress) as [string, string, string];

describe('tor-smtp-check NAME.onion', () => {
  let server: MailServer;
  let tor: StandIn;
  let service: SocketActivate;
  /** Takes connections, and says nothing. */
  const silent = createServer(() => {});
  const port = () => ['--port', String(service.port)];
  const socks = () => ['--socks', `127.0.0.1:${tor.port}`];

  before(async () => {
    server = await startMailServer({ extensions: ['SIZE 1000', 'PIPELINING'] });
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
    const { port: silence } = silent.address() as { port: number };
    tor = await startStandIn({ [alive]: server.port, [mute]: silence });
    service = await startSocketActivate(['--socks', `127.0.0.1:${tor.port}`, '--timeout', '2']);
  });
  after(async () => {
    await service.stop();
    tor.stop();
    server.stop();
    silent.close();
  });

  for (const [by, options, stages] of [
    ["tor-smtp's port", port, ['name', 'port', 'port', 'ehlo', 'quit']],
    ["Tor's", socks, ['name', 'tor', 'greeting', 'ehlo', 'quit']],
  ] as const) {
    it(`goes by ${by} to the server's EHLO, says QUIT, and sends nothing`, async () => {
      const { code, output } = await run(check, [alive, ...options(), '--json']);
      const result = JSON.parse(output);
      assert.deepEqual([code, result.status, result.findings[0].id], [0, 0, 'onion']);
      assert.deepEqual(
        result.stages.map(({ name }: { name: string }) => name),
        stages,
      );
      assert.match(result.stages[3].text, /SIZE 1000, PIPELINING, HELP/);
      assert.deepEqual(server.sessions.at(-1)?.commands, ['EHLO localhost.localdomain', 'QUIT']);
      assert.deepEqual(server.sessions.at(-1)?.messages, []);
    });
  }

  it('shows each stage with its time', async () => {
    const { code, output } = await run(check, [alive, ...port(), '--helo', 'me.example']);
    assert.equal(code, 0);
    assert.match(output, /^ +\d\.\d\d s {2}name +\w{56}\.onion, port 25: its checksum is right$/m);
    assert.match(output, /^ +\d+\.\d\d s {2}ehlo +the server takes EHLO/m);
    assert.equal(server.sessions.at(-1)?.commands[0], 'EHLO me.example');
  });

  it('tells a dead onion by what Tor says', async () => {
    const { code, output } = await run(check, [dead, ...port()]);
    assert.equal(code, 1);
    assert.match(output, /FAILED: 451 4\.4\.1 Onion service is not online/);
    assert.match(output, /^MEND .*\[onion-dead\]$/m);
  });

  it('cannot tell by silence alone, but by another onion', async () => {
    const alone = await run(check, [mute, ...port(), '--nagios']);
    assert.match(alone.output, /^TOR-SMTP UNKNOWN - .*--other/);
    assert.equal(alone.code, 3);
    const works = await run(check, [mute, ...port(), '--other', alive, '--nagios']);
    assert.match(works.output, /^TOR-SMTP WARNING - .* is dead, and Tor works.* \| time=[\d.]+s\n$/);
    assert.equal(works.code, 1);
    const sick = await run(check, [mute, ...port(), '--other', dead, '--nagios']);
    assert.match(sick.output, /^TOR-SMTP CRITICAL - Tor is sick/);
    assert.equal(sick.code, 2);
  });

  it('asks nobody about a mistyped one', async () => {
    const asked = tor.dialled.length;
    const { code, output } = await run(check, [
      alive.replace(/^./, (a) => (a === 'a' ? 'b' : 'a')),
      ...port(),
    ]);
    assert.equal(code, 2);
    assert.match(output, / name +FAILED: 550 5\.1\.2 Onion name is mistyped/);
    assert.equal(tor.dialled.length, asked);
  });

  it('tells that the way is blocked here, not there', async () => {
    const stopped = await run(check, [alive, '--socks', '127.0.0.1:1', '--other', dead]);
    assert.equal(stopped.code, 2);
    assert.match(stopped.output, /\[tor-sick\]/);
  });
});
