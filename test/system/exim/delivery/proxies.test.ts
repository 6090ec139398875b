import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Chain, startChain } from '../../../support/exim/chain.js';
import type { Exim } from '../../../support/exim/exim.js';
import { alice, author, bob, carol, letter, toBob, toCarol } from '../../../support/exim/names.js';
import { hasFailed } from '../../../support/outcome.js';
import { contrib } from '../../../support/paths.js';
import { freePort } from '../../../support/ports.js';
import { type MailServer, startMailServer } from '../../../support/stand-ins/mail-server.js';
import { ONE_MESSAGE, SOURCE_ADDRESS, TRANSPORT, without } from './without.js';

describe('exim: two proxies, each with its own Tor', () => {
  let one: Chain;
  let two: Chain;
  let torless: Chain;
  let server: MailServer;
  before(async () => {
    [one, two] = await Promise.all([startChain('exim-proxies-1'), startChain('exim-proxies-2')]);
    torless = await startChain('exim-proxies-3', { args: ['--socks', `127.0.0.1:${await freePort()}`] });
    server = await startMailServer();
  });
  after(async () => {
    server.stop();
    const failed = hasFailed();
    await Promise.all([one, two, torless].map((chain) => chain.stop(failed)));
  });
  beforeEach(() => {
    for (const { tor } of [one, two]) tor.set(bob, server.port);
  });

  const port = (chain: Chain) => chain.macros.TOR_SMTP_PORT;
  const list = (...ports: (string | undefined)[]) => ports.map((each) => `127.0.0.1::${each}`).join(' : ');
  function sender(site: Parameters<Chain['sender']>[0] = {}) {
    const macros = { TOR_SMTP_HOST: list(port(one), port(two)), ...site.macros };
    return one.sender({ domains: [alice], ...site, macros });
  }
  /** What has been asked of both Tors while `act` runs. */
  async function dialled(act: () => Promise<unknown>): Promise<[string[], string[]]> {
    const before = [one, two].map(({ tor }) => tor.dialled.length);
    await act();
    return [one.tor.dialled.slice(before[0]), two.tor.dialled.slice(before[1])];
  }
  const send = (exim: Exim, { from, to }: typeof toBob) => exim.submit(letter(from, to), { from, to });

  it('takes one or the other at random, and one for each message', async () => {
    const exim = sender();
    const dials = await dialled(async () => {
      for (let count = 0; count < 16; count += 1) await send(exim, toBob);
    });
    assert.equal(dials.flat().length, 16);
    for (const [index, mine] of dials.entries()) assert.ok(mine.length > 0, `proxy ${index + 1} had none`);
    assert.equal(exim.log().match(/ => b@/g)?.length, 16);
  });

  for (const [what, proxy] of [
    ['has gone', async () => String(await freePort())],
    ['has no Tor', async () => port(torless)],
  ] as const) {
    it(`takes the other one where one ${what}`, async () => {
      const exim = sender({ macros: { TOR_SMTP_HOST: list(await proxy(), port(two)) } });
      for (let count = 0; count < 4; count += 1) await send(exim, toBob);
      assert.equal(exim.log().match(/ => b@/g)?.length, 4);
      assert.equal(await exim.queue(), '');
    });
  }

  it('keeps one retry record for each onion and proxy: a dead onion holds up nobody else', async () => {
    const exim = sender();
    await send(exim, toCarol);
    assert.match(exim.log(), / == c@.*451 4\.4\.1 /);
    const records = await exim.records('retry');
    for (const chain of [one, two]) {
      assert.match(records, new RegExp(`T:127\\.0\\.0\\.1:127\\.0\\.0\\.1:${port(chain)}/127(\\.\\d+){3} `));
    }
    for (let count = 0; count < 4; count += 1) await send(exim, toBob);
    assert.equal(exim.log().match(/ => b@/g)?.length, 4);
    assert.doesNotMatch(exim.log(), / == b@/);
  });

  it('without the source address a dead onion stops the mail for all, behind both proxies', async () => {
    const exim = sender(without(SOURCE_ADDRESS));
    await send(exim, toCarol);
    await send(exim, toBob);
    assert.match(exim.log(), / == b@.*retry time not reached/);
  });

  for (const cured of [false, true]) {
    it(`${cured ? 'never' : 'without connection_max_messages = 1'} sends carol's mail down bob's connection`, async () => {
      const exim = sender(without(ONE_MESSAGE));
      await send(exim, toCarol);
      assert.match(await exim.records('wait-tor_smtp'), /^127\.0\.0\.1 /m);
      if (cured) copyFileSync(resolve(contrib, 'exim4', TRANSPORT), resolve(exim.folder, 'exim4', TRANSPORT));
      const before = server.sessions.length;
      await send(exim, toBob);
      const commands = server.sessions.slice(before).flatMap((session) => session.commands);
      assert.ok(commands.includes(`RCPT TO:<b@${bob}>`));
      assert.equal(commands.includes(`RCPT TO:<c@${carol}>`), !cured);
    });
  }

  it('bounces a name that nobody can have', async () => {
    const exim = sender();
    const mistyped = (carol.startsWith('a') ? 'b' : 'a') + carol.slice(1);
    await send(exim, { from: author, to: [`c@${mistyped}`] });
    assert.match(exim.log(), / \*\* c@.*550 5\.1\.2 /);
    assert.equal(await exim.queue(), '');
  });
});
