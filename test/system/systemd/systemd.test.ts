import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Wire, wireOf } from '../../player/wire.js';
import { temporaryFolder } from '../../support/folder.js';
import { hasFailed } from '../../support/outcome.js';
import { type SocketActivate, startSocketActivate } from '../../support/programs/socket-activate.js';
import { mailService } from '../../support/stand-ins/mail-service.js';

const { path: folder, discard } = temporaryFolder('systemd');
after(() => discard(hasFailed()));

describe('under systemd-socket-activate --accept --inetd', () => {
  const service = mailService();
  let systemd: SocketActivate;
  before(async () => {
    systemd = await startSocketActivate(['--socks', service.socks]);
  });
  after(async () => {
    for (const { socket } of clients) socket.destroy();
    await systemd.stop();
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
    await client.send(Buffer.from(`EHLO me.onion ${service.onion}\r\n`), false);
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
