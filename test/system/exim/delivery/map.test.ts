import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { exchange } from '../../../support/exim/exchange.js';
import type { Exim } from '../../../support/exim/exim.js';
import { bob, carol, letter } from '../../../support/exim/names.js';
import { contrib } from '../../../support/paths.js';
import { DEBUG, questionsIn } from '../guard/questions.js';
import { ONE_MESSAGE, TRANSPORT, without } from './without.js';

describe('exim: ordinary domains that have an onion', () => {
  const mail = exchange('exim-map', { domains: ['clear.example'] });
  const from = 'author@clear.example';
  let file: string;
  before(() => {
    file = join(mail.chain.folder, 'map');
    const lines = [
      `one.example: ${bob}`,
      `also.example: ${bob}`,
      `two.example: ${carol}`,
      `to.two.example: ${carol}`,
    ];
    writeFileSync(file, lines.join('\n'));
  });

  const sender = (macros: Record<string, string> = {}, site = {}) =>
    mail.sender({ ...site, macros: { TOR_SMTP_MAP_FILE: file, ...macros } });
  const submit = (exim: Exim, ...to: string[]) => exim.submit(letter(from, to), { from, to });
  async function dialled(act: () => Promise<unknown>) {
    const earlier = mail.chain.tor.dialled.length;
    await act();
    return mail.chain.tor.dialled.slice(earlier);
  }

  it('are reached by it through Tor, and by no question to DNS; the recipient stays as it was', async () => {
    const exim = sender();
    const earlier = mail.server.sessions.length;
    const args = [DEBUG, '-odf', '-oi', '-f', from, '--', 'b@one.example'];
    const result = await exim.run(args, letter(from, ['b@one.example']));
    const { commands = [] } = mail.server.sessions[earlier] ?? assert.fail(exim.log());
    assert.deepEqual(
      commands.map((command) => command.replace(/ (?:SIZE|BODY)=\S+/g, '')),
      ['EHLO clear.example', `MAIL FROM:<${from}>`, 'RCPT TO:<b@one.example>', 'DATA', 'QUIT'],
    );
    assert.match(exim.log(), / => b@one\.example R=tor_smtp_map_file T=tor_smtp /);
    assert.deepEqual(questionsIn(result.output), []);
  });

  it('wait for an onion that is away, each onion with a record of its own, and hold up nobody else', async () => {
    const exim = sender();
    const dials = await dialled(() => submit(exim, 'c@two.example', 'b@one.example', 'b@also.example'));
    assert.deepEqual(dials.sort(), [`${bob}:25`, `${bob}:25`, `${carol}:25`].sort());
    assert.match(exim.log(), / == c@two\.example R=tor_smtp_map_file .*451 4\.4\.1 /);
    assert.equal(exim.log().match(/ => b@(?:one|also)\.example /g)?.length, 2, exim.log());
    const records = (await exim.records('retry')).match(/T:127\.0\.0\.1:127\.0\.0\.1:\d+\/\S+/g);
    assert.equal(records?.length, 1, String(records));
    // The other domain of that onion: its record says that it need not be tried, and so it is for its own address.
    const more = await dialled(() => submit(exim, 'c@to.two.example', `c@${carol}`));
    assert.deepEqual(more, []);
    assert.match(exim.log(), / == c@to\.two\.example R=tor_smtp_map_file .*retry time not reached/);
    assert.match(exim.log(), new RegExp(` == c@${carol} R=tor_smtp_any_to_onion .*retry time not reached`));
    await exim.runQueue(true);
    assert.doesNotMatch(exim.log(), /R=dnslookup|Unrouteable/);
    mail.chain.tor.set(carol, mail.server.port);
    await exim.runQueue(true);
    mail.chain.tor.set(carol, undefined);
    assert.equal(await exim.queue(), '');
    assert.match(exim.log(), / => c@two\.example /);
  });

  it('go their ordinary way after the time that a macro says', async () => {
    const exim = sender({ TOR_SMTP_MAP_MX_AFTER: '2s' });
    await submit(exim, 'c@two.example');
    assert.match(exim.log(), / == c@two\.example R=tor_smtp_map_file /);
    assert.doesNotMatch(exim.log(), /R=dnslookup|Unrouteable/);
    await pause(3000);
    await exim.run([DEBUG, '-qff']);
    assert.match(exim.log(), /c@two\.example.*(?:R=dnslookup|Unrouteable)/);
  });

  it("never have their mail sent down another one's connection, though the database says that it waits", async () => {
    const exim = sender({}, without(ONE_MESSAGE));
    await submit(exim, 'c@two.example');
    assert.match(await exim.records('wait-tor_smtp'), /^127\.0\.0\.1 /m);
    copyFileSync(resolve(contrib, 'exim4', TRANSPORT), resolve(exim.folder, 'exim4', TRANSPORT));
    const earlier = mail.server.sessions.length;
    await submit(exim, 'b@one.example');
    const commands = mail.server.sessions.slice(earlier).flatMap((session) => session.commands);
    assert.deepEqual(
      commands.filter((command) => command.startsWith('RCPT')),
      ['RCPT TO:<b@one.example>'],
    );
  });

  it('wait while the package is removed, and no program listens that they could be for', async () => {
    const file = join(contrib, 'debian/etc/exim4/conf.d/router/055_tor-smtp-removed');
    const removed = readFileSync(file, 'utf8').replaceAll('/usr/bin/tor-smtp', '/nonexistent');
    const edit = (path: string, text: string) => (path.endsWith('060_tor-smtp') ? removed + text : text);
    const exim = sender({}, { edit });
    assert.deepEqual(await dialled(() => submit(exim, 'b@one.example')), []);
    assert.match(exim.log(), / == b@one\.example R=tor_smtp_removed_map_file defer .*until the package/);
  });

  for (const [what, macros] of Object.entries({
    'the file has gone': { TOR_SMTP_MAP_FILE: '/nonexistent/map' },
    'the time is none': { TOR_SMTP_MAP_MX_AFTER: 'soon' },
  })) {
    it(`wait where ${what}: nothing fails open`, async () => {
      const exim = sender(macros);
      const args = [DEBUG, '-odf', '-oi', '-f', from, '--', 'b@one.example', 'x@unmapped.example'];
      const result = await exim.run(args, letter(from, ['b@one.example']));
      assert.deepEqual(questionsIn(result.output), []);
      assert.doesNotMatch(exim.log(), / => |R=dnslookup|Unrouteable/);
      for (const waits of ['b@one.example', 'x@unmapped.example'])
        assert.ok((await exim.queue()).includes(waits), exim.log());
    });
  }
});
