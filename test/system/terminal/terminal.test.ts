import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type MailServer, startMailServer } from '../../support/stand-ins/mail-server.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { type StandIn, startStandIn } from '../../support/stand-ins/onion-stand-in.js';
import { controlC, controlD, openTerminal, type Terminal } from './terminal.js';

const onion = onionAddress('bob');
let tor: StandIn;
let server: MailServer;

before(async () => {
  server = await startMailServer();
  tor = await startStandIn({ [onion]: server.port });
});
after(() => {
  tor.stop();
  server.stop();
});

describe('at a terminal', { timeout: 60_000 }, () => {
  const terminals: Terminal[] = [];
  function open(): Terminal {
    const terminal = openTerminal(['--socks', `127.0.0.1:${tor.port}`]);
    terminals.push(terminal);
    return terminal;
  }
  after(() => Promise.all(terminals.map(({ screen }) => screen.stop())));
  const status = async ({ screen }: Terminal) => (await screen.ended()).code;

  async function connected(): Promise<Terminal> {
    const terminal = open();
    await terminal.screen.line(/220 tor-smtp ESMTP/);
    terminal.type(`EHLO me.onion ${onion}\n`);
    await terminal.screen.line(/^250 .*$/m);
    return terminal;
  }

  it('says what it is doing, and sends what is typed with CRLF', async () => {
    const terminal = await connected();
    assert.match(terminal.screen.output(), /^tor-smtp: dialling$/m);
    assert.match(terminal.screen.output(), /^tor-smtp: connected in \d+\.\d s$/m);
    terminal.type('NOOP\n');
    await terminal.screen.line(/250 2\.0\.0 fine/);
    terminal.type('QUIT\n');
    await terminal.screen.line(/221 2\.0\.0 bye/);
    assert.equal(await status(terminal), 0);
    // The server takes CRLF alone for the end of a line.
    assert.deepEqual(server.sessions.at(-1)?.commands, ['EHLO me.onion', 'NOOP', 'QUIT']);
  });

  for (const [name, key] of [
    ['Ctrl-C', controlC],
    ['Ctrl-D', controlD],
  ] as const) {
    it(`leaves cleanly at ${name} before there is a connection`, { timeout: 10_000 }, async () => {
      const terminal = open();
      await terminal.screen.line(/220 tor-smtp ESMTP/);
      terminal.type(key);
      assert.equal(await status(terminal), 0);
      assert.doesNotMatch(terminal.screen.output(), /Error|at .*\(/);
    });

    it(`leaves cleanly at ${name} when connected`, { timeout: 10_000 }, async () => {
      const terminal = await connected();
      const pressed = Date.now();
      terminal.type(key);
      assert.equal(await status(terminal), 0);
      assert.ok(Date.now() - pressed < 8000, 'within seconds, not the 10 minutes of a mail server');
      assert.doesNotMatch(terminal.screen.output(), /Error|at .*\(/);
    });
  }

  it('hears the server out when Ctrl-D follows the last command', async () => {
    const terminal = await connected();
    terminal.type(`QUIT\n${controlD}`);
    await terminal.screen.line(/221 2\.0\.0 bye/);
    assert.equal(await status(terminal), 0);
  });
});
