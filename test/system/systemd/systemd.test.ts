import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Wire, wireOf } from '../../player/wire.js';
import { temporaryFolder } from '../../support/folder.js';
import { hasFailed } from '../../support/outcome.js';
import { contrib, program } from '../../support/paths.js';
import { run } from '../../support/programs/command.js';
import { type SocketActivate, startSocketActivate } from '../../support/programs/socket-activate.js';
import { type MailServer, startMailServer } from '../../support/stand-ins/mail-server.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { type StandIn, startStandIn } from '../../support/stand-ins/onion-stand-in.js';

const onion = onionAddress('bob');
const { path: folder, discard } = temporaryFolder('systemd');
after(() => discard(hasFailed()));

describe('under systemd-socket-activate --accept --inetd', () => {
  let tor: StandIn;
  let server: MailServer;
  let systemd: SocketActivate;

  before(async () => {
    server = await startMailServer();
    tor = await startStandIn({ [onion]: server.port });
    systemd = await startSocketActivate(['--socks', `127.0.0.1:${tor.port}`]);
  });
  after(async () => {
    for (const { socket } of clients) socket.destroy();
    await systemd.stop();
    tor.stop();
    server.stop();
  });

  const clients: Wire[] = [];
  function call(to = systemd): Wire {
    const client = wireOf('client', connect(to.port, '127.0.0.1'));
    clients.push(client);
    return client;
  }
  const ours = (text: string) => text.split('\n').filter((line) => line.startsWith('tor-smtp:'));

  it('serves a session; stderr, apart from it, gets the one line of the log', async () => {
    const client = call();
    await client.take(/^220 tor-smtp ESMTP\r\n/);
    await client.send(Buffer.from(`EHLO me.onion ${onion}\r\n`), false);
    await client.take(/^(250-.*\r\n)*250 .*\r\n/);
    await client.send(Buffer.from('QUIT\r\n'), false);
    await client.take(/^221 2\.0\.0 bye\r\n/);
    assert.equal(await client.closed(), 'FIN');
    await systemd.running.line(/^tor-smtp: outcome=server-closed .*$/m);
    assert.equal(ours(systemd.running.output()).length, 1);
  });

  it('keeps the warnings of Node out of stderr too', async () => {
    const preload = join(folder, 'preload.cjs');
    writeFileSync(preload, "process.emitWarning('foreign warning');\n");
    const warned = await startSocketActivate([], { NODE_OPTIONS: `--require=${preload}` });
    try {
      const client = call(warned);
      await client.take(/^220 tor-smtp ESMTP\r\n/);
      client.socket.end();
      assert.equal(await client.closed(), 'FIN');
      await warned.running.line(/^tor-smtp: outcome=left .*$/m);
      assert.doesNotMatch(warned.running.output(), /foreign/);
    } finally {
      await warned.stop();
    }
  });

  it('tells the client of bad options, and stderr the reason', async () => {
    const bad = await startSocketActivate(['--no-such-option']);
    try {
      const client = call(bad);
      await client.take(/^421 4\.3\.5 [ -~]+\r\n/);
      assert.equal(await client.closed(), 'FIN');
      await bad.running.line(/^tor-smtp: .*--no-such-option/m);
    } finally {
      await bad.stop();
    }
  });
});

describe('the systemd units', () => {
  // The one site value: where the program is. systemd-analyze wants it to exist.
  cpSync(resolve(contrib, 'systemd'), folder, { recursive: true });
  const service = join(folder, 'tor-smtp@.service');
  writeFileSync(service, readFileSync(service, 'utf8').replace('/usr/local/bin/tor-smtp', program));

  it('are clean for systemd-analyze verify', async () => {
    const units = [join(folder, 'tor-smtp.socket'), service];
    const { code, output } = await run('systemd-analyze', ['verify', '--man=no', ...units]);
    assert.deepEqual([output, code], ['', 0]);
  });

  it('have the ceilings of the xinetd file, and one destination never takes all places', () => {
    const ceilings = (file: string, ...names: string[]) =>
      names.map((name) => {
        const text = readFileSync(resolve(contrib, file), 'utf8');
        return Number(text.match(new RegExp(`^\\s*${name}\\s*=\\s*(\\d+)$`, 'm'))?.[1]);
      });
    const ours = ceilings('systemd/tor-smtp.socket', 'MaxConnections', 'MaxConnectionsPerSource');
    assert.deepEqual(ours, ceilings('xinetd.d/tor-smtp', 'instances', 'per_source'));
    const [all = 0, one = 0] = ours;
    assert.ok(one < all, `${one} of ${all}`);
  });

  it('leave the service an exposure of at most 2.0', async () => {
    const rating = ['security', '--offline=true', '--no-pager', '--threshold=20', service];
    const { code, output } = await run('systemd-analyze', rating);
    assert.equal(code, 0, output);
    const exposure = Number(output.match(/Overall exposure level for \S+: ([\d.]+)/)?.[1]);
    assert.ok(exposure <= 2, output);
  });

  it('have a user that systemd-sysusers understands', async () => {
    const file = join(folder, 'sysusers.d/tor-smtp.conf');
    const { code, output } = await run('systemd-sysusers', ['--dry-run', file]);
    assert.equal(code, 0, output);
    // Nothing at all where the user exists already.
    assert.doesNotMatch(output, /fail|ignor|unknown|syntax/i);
  });
});
