import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { mailService } from '../../support/stand-ins/mail-service.js';
import { controlC, controlD, openTerminal, type Terminal } from './terminal.js';

const service = mailService();

describe('at a terminal', { timeout: 60_000 }, () => {
  const terminals: Terminal[] = [];
  function open(): Terminal {
    const terminal = openTerminal(['--socks', service.socks]);
    terminals.push(terminal);
    return terminal;
  }
  after(() => Promise.all(terminals.map(({ screen }) => screen.stop())));
  const status = async ({ screen }: Terminal) => (await screen.ended()).code;

  async function connected(): Promise<Terminal> {
    const terminal = open();
    await terminal.screen.line(/220 tor-smtp ESMTP/);
    terminal.type(`EHLO me.onion ${service.onion}\n`);
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
    assert.deepEqual(service.server.sessions.at(-1)?.commands, ['EHLO me.onion', 'NOOP', 'QUIT']);
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
