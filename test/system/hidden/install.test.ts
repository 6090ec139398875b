import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../../support/folder.js';
import { send, talk } from '../../support/machine/client.js';
import { contrib } from '../../support/paths.js';
import { run } from '../../support/programs/command.js';
import { probes } from './battery/checks.js';
import { DOMAIN, FIRST, SECOND, type Site, type SiteOptions, startSite } from './site/site.js';

const NAMES = /^(greeting|ehlo|helo|help|rcpt-(own|clearnet|postmaster))/;

/** What an installation must do, however it was made. */
async function expectToWork(site: Site) {
  assert.deepEqual(await probes(NAMES)(site), []);
  const [greeting] = await talk(await site.dial(SECOND.port), []);
  assert.equal(greeting, `220 ${SECOND.name} ESMTP`);
  const replies = await send(await site.dial(FIRST.port), { to: [`alice@${FIRST.alias}`] });
  assert.equal(replies[5], '250 OK');
  await site.idle();
  assert.match(site.mailbox('alice'), new RegExp(`Received: by ${FIRST.name}`));
  const ordinary = await send(await site.dial(25, '192.0.2.1'), { to: [`bob@${DOMAIN}`] });
  assert.match(ordinary[5] ?? '', /^250 OK id=/);
  await site.idle();
  assert.match(site.mailbox('bob'), /by secret-host\.clear\.example with esmtp \(Exim 4/);
  assert.equal(site.read('/var/log/exim4/paniclog'), '');
}

async function withSite(name: string, options: SiteOptions, use: (site: Site) => Promise<void>) {
  const site = await startSite(name, options);
  let failed = true;
  try {
    await use(site);
    failed = false;
  } finally {
    await site.end(failed);
  }
}

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

describe('torrc-hidden', () => {
  it('is valid, also with the second onion and the unix socket', async () => {
    const { path, discard } = temporaryFolder('hidden-torrc');
    const text = readFileSync(join(contrib, 'tor/torrc-hidden'), 'utf8');
    const all = text.replace(/^#(?=HiddenService\w+ [\w/])/gm, '').replaceAll('/var/lib/tor', path);
    for (const torrc of [text.replaceAll('/var/lib/tor', path), all]) {
      const { code, output } = await run(
        'tor',
        [
          '--verify-config',
          '-f',
          '-',
          '--DataDirectory',
          join(path, 'data'),
          '--defaults-torrc',
          '/dev/null',
        ],
        { input: torrc },
      );
      assert.equal(code, 0, output);
      assert.match(output, /Configuration was valid/);
      assert.doesNotMatch(output, /\[warn\] (?!You are running Tor as root)/);
    }
    assert.equal(all.match(/^HiddenServicePort/gm)?.length, 3);
    discard();
  });
});

describe('tor-hidden-smtp.socket', () => {
  it('is valid, with its service', async () => {
    const unit = join(contrib, 'systemd/tor-hidden-smtp.socket');
    const { code, output } = await run('systemd-analyze', ['verify', unit]);
    assert.equal(code, 0, output);
    assert.doesNotMatch(output, /tor-hidden/);
  });
});
