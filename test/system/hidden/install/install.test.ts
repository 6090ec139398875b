import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contrib } from '../../../support/paths.js';
import { DOMAIN, FIRST, type SiteOptions } from '../site/site.js';
import { expectToWork, withSite } from './expect.js';

/** The whole-file form, as a site has it that has no other configuration. */
const WHOLE = `
SITE_HOSTNAME = secret-host.clear.example
SITE_DOMAINS = @ : ${DOMAIN}
SITE_INTERFACES = <; 127.0.0.1 ; 192.0.2.1
TOR_HIDDEN_TABLES = /etc/exim4/tor-hidden
.include /etc/exim4/exim4/exim4.conf
`;

describe('installed from scratch by the steps of contrib/README.md', () => {
  const forms = {
    "Debian's split configuration": {},
    "Debian's one file": { whole: true },
  };
  for (const [name, options] of Object.entries(forms)) {
    it(name, () => withSite('hidden-install', options, expectToWork));
  }

  it('exim4.conf', () => {
    const furnish: SiteOptions['furnish'] = async ({ sh, write }) => {
      await sh(`cp -r '${contrib}/exim4' /etc/exim4/`);
      write('/etc/exim4/exim4.conf', WHOLE);
    };
    return withSite('hidden-whole', { furnish }, expectToWork);
  });

  it('together with the files for sending', () => {
    const furnish: SiteOptions['furnish'] = ({ sh }) =>
      sh(`cd '${contrib}/exim4'; for file in conf.d/*/*_tor-smtp*; do cp "$file" "/etc/exim4/$file"; done
          head -c 40 /dev/urandom | base64 > /etc/exim4/tor-smtp.secret`);
    return withSite('hidden-both', { furnish }, async (site) => {
      await expectToWork(site);
      // The users of this machine reach its onions as everybody does; from there they write to onions alone.
      const { output: own } = await site.exim(['-bt', `alice@${FIRST.name}`]);
      assert.match(own, /router = tor_smtp_any_to_onion, transport = tor_smtp$/m);
      const { output: outside } = await site.exim([
        '-f',
        `alice@${FIRST.name}`,
        '-bt',
        'someone@far.example',
      ]);
      assert.match(outside, /undeliverable: an onion sender can write to onion addresses only/);
      const { output: list } = await site.exim(['-bP', 'router_list']);
      assert.equal(list.match(/^[a-z]\w+$/m)?.[0], 'tor_hidden_user', 'before every router of the site');
    });
  });

  it('the files do nothing where no tables are named', () => {
    const options = (text: string) => text.replace(/^#.*\n|^\n/gm, '');
    return withSite('hidden-idle', { plain: true }, async (site) => {
      const before = options(await site.sh('exim4 -bP config'));
      await site.restart(({ sh }) =>
        sh(
          `cd '${contrib}/exim4'; for file in conf.d/*/*_tor-hidden*; do cp "$file" "/etc/exim4/$file"; done`,
        ),
      );
      assert.ok(before.length > 1000);
      assert.equal(options(await site.sh('exim4 -bP config')), before);
    });
  });
});
