import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hasFailed } from '../../support/outcome.js';
import { type Ground, startGround } from './ground.js';

/** Each with what is in the way, what the program says of it, and what takes it away. */
const REFUSALS = [
  {
    name: 'a configuration of the administrator',
    make: 'touch /etc/exim4/exim4.conf',
    says: /a configuration of your own[\s\S]*just after "begin routers":\n {4}\.include \/etc\/exim4\/conf\.d\/router\/050_tor-smtp-guard$/m,
    clear: 'rm /etc/exim4/exim4.conf',
  },
  {
    name: 'dc_eximconfig_configtype none',
    make: 'sed -i s/internet/none/ /etc/exim4/update-exim4.conf.conf',
    says: /dc_eximconfig_configtype is none[\s\S]*\.include/,
    clear: 'sed -i s/none/internet/ /etc/exim4/update-exim4.conf.conf',
  },
  {
    name: 'no Exim',
    make: 'mv /etc/exim4/update-exim4.conf.conf /etc/exim4/x',
    says: /there is no Exim as Debian has it: apt install exim4/,
    clear: 'mv /etc/exim4/x /etc/exim4/update-exim4.conf.conf',
  },
  {
    name: 'no Tor',
    make: 'mv /etc/tor /etc/x',
    says: /there is no Tor: apt install tor/,
    clear: 'mv /etc/x /etc/tor',
  },
  {
    name: 'a Tor that could not be started again',
    make: 'cp -p /etc/tor/torrc /run/torrc; echo NoSuchOption 1 >> /etc/tor/torrc',
    says: /Tor cannot read \/etc\/tor\/torrc as it is:\n[\s\S]*NoSuchOption/,
    clear: 'cp -p /run/torrc /etc/tor/torrc',
  },
  {
    name: 'another program at the port',
    make: 'ncat -lk 127.0.0.1 12668 >/dev/null 2>&1 & echo $! > /run/holder; sleep 0.5',
    says: /port 12668 is taken by process \d+ \(ncat /,
    clear: 'kill "$(cat /run/holder)"',
  },
  {
    name: 'a program that others may not run',
    make: 'chmod 750 /usr/local/lib/node_modules',
    says: /cannot be run by the user of the service: \/usr\/local\/lib\/node_modules is closed to others/,
    clear: 'chmod 755 /usr/local/lib/node_modules',
  },
] as const;

describe('tor-smtp-setup send refuses', () => {
  let ground: Ground;
  before(async () => {
    ground = await startGround('setup-refusal', { split: true, systemd: true });
  });
  after(() => ground?.end(hasFailed()));

  for (const { name, make, says, clear } of REFUSALS) {
    it(`${name}, and changes nothing`, async () => {
      await ground.script(make);
      const pristine = await ground.files();
      const { code, output } = await ground.setup('send');
      const changed = await ground.changedSince(pristine);
      await ground.script(clear);
      assert.equal(code, 1, output);
      assert.match(output, says);
      assert.match(output, /^tor-smtp-setup: /, 'nothing was begun');
      assert.deepEqual(changed, []);
    });
  }
});
