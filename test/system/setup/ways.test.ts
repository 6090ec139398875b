import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hasFailed } from '../../support/outcome.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { type Ground, startGround } from './ground.js';

/** A session after which a resident process stays, for five minutes without another. */
const SESSION = `printf 'EHLO a.onion ${onionAddress('bob')}\\r\\nQUIT\\r\\n' | ncat --no-shutdown -w 20 127.0.0.1 12668`;
/** Who listens, each program once. */
const OWNERS = `ss -Hltnp sport = 12668 | grep -o '"[^"]*"' | sort -u`;
const RESIDENT = /node|sh\b/;

/** From one way to the next, and who has the port then. */
const CHANGES = [
  { name: 'one process for each connection, by xinetd', next: ['--xinetd'], owner: '"xinetd"\n' },
  { name: 'the default, systemd', next: [], owner: '"systemd"\n' },
];

describe('tor-smtp-setup, while a resident process waits for further connections', () => {
  let ground: Ground;
  let pristine: string[];
  before(async () => {
    ground = await startGround('setup-ways', { split: true, systemd: true });
    pristine = await ground.files();
  });
  after(() => ground?.end(hasFailed()));

  async function succeeds(...args: string[]) {
    const { code, output } = await ground.setup(...args);
    assert.equal(code, 0, output);
    return output;
  }

  async function startsResident(...args: string[]) {
    await succeeds('send', '--resident', ...args);
    assert.match(await ground.script(SESSION), /^220 tor-smtp ESMTP\r\n/);
    assert.match(await ground.script(OWNERS), RESIDENT);
  }

  async function undoes() {
    await succeeds('--undo');
    const left = (await ground.changedSince(pristine)).filter((line) => !line.includes('/var/log/tor-smtp'));
    assert.deepEqual(left, []);
    assert.equal(await ground.script('getent passwd tor-smtp || :; ss -Hltn sport = 12668'), '');
  }

  for (const { name, next, owner } of CHANGES) {
    it(`gives the port of xinetd's resident process to ${name}`, async () => {
      await startsResident('--xinetd');
      await succeeds('send', ...next);
      assert.equal(await ground.script(OWNERS), owner);
      assert.match(await ground.script(SESSION), /^220 tor-smtp ESMTP\r\n/);
    });
  }

  it("--undo ends xinetd's resident process, and waits for a session of its user", async () => {
    await startsResident('--xinetd');
    await ground.script('setpriv --reuid tor-smtp --clear-groups sleep 15 > /dev/null 2>&1 &');
    await undoes();
  });

  it("--undo ends systemd's resident process, and the port is free for the next", async () => {
    await startsResident();
    await undoes();
    await succeeds('send');
    assert.equal(await ground.script(OWNERS), '"systemd"\n');
    await undoes();
  });

  it('--undo gives the port back to who had it before', async () => {
    await ground.script(`cd /usr/local/lib/node_modules/tor-smtp/contrib/systemd
      cp tor-smtp.socket tor-smtp@.service /etc/systemd/system/
      systemctl daemon-reload; systemctl enable --now tor-smtp.socket`);
    await succeeds('send', '--xinetd');
    await startsResident('--xinetd');
    await succeeds('--undo');
    assert.equal(await ground.script('systemctl is-active tor-smtp.socket'), 'active\n');
    assert.equal(await ground.script(OWNERS), '"systemd"\n');
  });
});
