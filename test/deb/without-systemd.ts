import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { until } from '../support/wait.js';
import { differences, listFiles } from './files.js';
import { BOB, DEB, installMailServer, type Site, takeTorsPlace } from './site.js';

/** Where systemd is not the first process: the daemons are started by hand, and xinetd has the port. */
export function withoutSystemd(site: () => Site): void {
  const sh = (script: string) => site().machine.sh(script);
  // The server has the message before the session ends and its line is written.
  const isLogged = async () =>
    (await sh('cat /var/log/tor-smtp/log || true')).includes('outcome=server-closed');

  describe('installed', () => {
    let files: Map<string, string>;
    before(async () => {
      await sh("printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d; chmod +x /usr/sbin/policy-rc.d");
      await installMailServer(site().machine);
      files = await listFiles(site().machine);
    });

    it('and purged before any mail was sent, nothing at all is left', async () => {
      await sh('exim4 -bV >/dev/null; exim4 -qff');
      assert.match(await sh(`apt-get -qq -y install ${DEB} 2>&1`), /tor-smtp: systemd does not run here/);
      await sh('apt-get -qq -y purge tor-smtp');
      assert.deepEqual(differences(files, await listFiles(site().machine)), []);
    });

    it('it serves mail under xinetd, and its log is rotated', async () => {
      await sh(`apt-get -qq -y install ${DEB}; sed -i 's/= yes/= no/' /etc/xinetd.d/tor-smtp
        rm /usr/sbin/policy-rc.d; rm -f /etc/xinetd.d/*-stream /etc/xinetd.d/*-udp; xinetd -pidfile /run/xinetd.pid`);
      await takeTorsPlace(site());
      await site().arrived(await site().send(BOB));
      await until('its line in the log', isLogged);
      await sh('logrotate --force /etc/logrotate.d/tor-smtp; test -e /var/log/tor-smtp/log.1');
      await site().arrived(await site().send(BOB));
      await until('its line in the new log', isLogged);
      assert.deepEqual(site().onionQuestions(), []);
    });
  });
}
