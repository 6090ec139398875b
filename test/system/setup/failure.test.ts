import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hasFailed } from '../../support/outcome.js';
import { type Ground, startGround } from './ground.js';

/** Each with what makes a step fail, what the program says of it, and what takes it away. */
const FAILURES = [
  {
    name: 'Exim refuses the configuration',
    make: `printf 'tor_smtp_any_to_onion:\\n  driver = accept\\n  transport = mail_spool\\n' > /etc/exim4/conf.d/router/950_mine`,
    says: /update-exim4\.conf: status 1\n[\s\S]*tor_smtp_any_to_onion/,
    clear: 'rm /etc/exim4/conf.d/router/950_mine',
  },
  {
    name: 'a router that asks DNS would take onions first',
    make: `printf 'mine:\\n  driver = dnslookup\\n  domains = ! +local_domains\\n  transport = remote_smtp\\n' > /etc/exim4/conf.d/router/010_mine`,
    says: /router mine comes before tor_smtp_any_to_onion, and asks DNS/,
    clear: 'rm /etc/exim4/conf.d/router/010_mine',
  },
  {
    name: 'a router of another kind would',
    make: `printf 'mine:\\n  driver = redirect\\n  domains = *.onion\\n  data = postmaster@clear.example\\n' > /etc/exim4/conf.d/router/010_mine`,
    says: /Exim does not give mail for an onion to tor_smtp_any_to_onion/,
    clear: 'rm /etc/exim4/conf.d/router/010_mine',
  },
  {
    name: 'Tor cannot make its socket, and is active all the same',
    make: 'mkdir -p /run/tor-smtp/socks/full',
    says: /Tor has made no socket|tor@default/,
    clear: 'rm -r /run/tor-smtp',
  },
  {
    name: 'the unit cannot start the program',
    make: 'mkdir -p /run/units/tor-smtp@.service.d; printf "[Service]\\nExecStart=\\nExecStart=/no/such\\n" > /run/units/tor-smtp@.service.d/a.conf',
    says: /tor-smtp does not greet at 127\.0\.0\.1:12668/,
    clear: 'rm -r /run/units/tor-smtp@.service.d',
  },
] as const;

describe('tor-smtp-setup send', () => {
  let ground: Ground;
  before(async () => {
    ground = await startGround('setup-failure', { split: true, systemd: true });
  });
  after(() => ground?.end(hasFailed()));

  for (const { name, make, says, clear } of FAILURES) {
    it(`is all undone when ${name}`, async () => {
      await ground.script(`${make}; update-exim4.conf`);
      try {
        const pristine = await ground.files();
        const { code, output } = await ground.setup('send');
        assert.equal(code, 1, output);
        assert.match(output, says);
        assert.deepEqual(await ground.changedSince(pristine), []);
        assert.equal(await ground.script('systemctl is-active exim4 tor@default'), 'active\nactive\n');
      } finally {
        await ground.script(`${clear}; update-exim4.conf`);
      }
    });
  }

  it('asks no name server about an onion in all that', async () => {
    const { questions } = await ground.counted();
    assert.deepEqual(
      questions.filter((question) => /onion/.test(question)),
      [],
    );
  });
});
