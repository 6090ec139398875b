import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { exchange } from '../../../support/exim/exchange.js';
import type { Exim } from '../../../support/exim/exim.js';
import { eximIdentity } from '../../../support/exim/identity.js';
import { alice, author, bob, letter, toBob } from '../../../support/exim/names.js';
import { type DebianSite, debianConfiguration } from './debian.js';

const TYPES = ['internet', 'smarthost', 'satellite', 'local'] as const;

const identity = eximIdentity();

describe('exim: the shipped files in a whole configuration', () => {
  const mail = exchange('exim-layout', { extensions: ['PIPELINING'] });

  const debian = (site: Omit<DebianSite, 'domains' | 'macros'>) =>
    mail.chain.sender({
      text: (shipped) =>
        debianConfiguration({ domains: [alice], macros: mail.chain.macros, ...site }, shipped),
    });
  const whole = () =>
    mail.chain.sender({
      text: (shipped) => `
SITE_HOSTNAME = secret-host.clear.example
SITE_DOMAINS = @ : ${alice}
SITE_SPOOL = ${join(shipped, '../spool')}
TOR_SMTP_SECRET = ${join(shipped, '../secret')}
TOR_SMTP_PORT = ${mail.chain.macros.TOR_SMTP_PORT}
exim_user = ${identity.uid}
exim_group = ${identity.gid}
log_file_path = ${join(shipped, '../log/%s')}
.include ${shipped}/exim4.conf
`,
    });

  /** What every layout must do; and no message of Exim's about the configuration but what it was asked for. */
  async function expectToWork(exim: Exim) {
    for (const option of [['-bV'], ['-bP'], ['-bP', 'routers'], ['-bP', 'transports']]) {
      const { code, output } = await exim.run(option);
      assert.equal(code, 0, output);
      assert.doesNotMatch(output, /configuration error|not a known option/i);
    }
    const { output: routers } = await exim.run(['-bP', 'router_list']);
    assert.equal(routers.match(/^[a-z]\w+$/m)?.[0], 'tor_smtp_no_notices', 'before every router of the site');

    const { output: route } = await exim.run(['-bt', `b@${bob}`, 'b@malformed-.onion', 'b@name.tor']);
    assert.equal(route.match(/router = tor_smtp_any_to_onion, transport = tor_smtp$/gm)?.length, 3, route);
    const { output: away } = await exim.run(['-f', author, '-bt', 'joe@clearnet.example']);
    assert.match(away, /undeliverable: an onion sender can write to onion addresses only/);
    const { output: retry } = await exim.run(['-brt', bob]);
    assert.match(retry, /F,6d,4h/);

    const before = mail.server.sessions.length;
    await exim.submit(letter(author, toBob.to), toBob);
    const session = mail.server.sessions[before] ?? assert.fail(exim.log());
    assert.equal(session.commands[0], `EHLO ${alice}`);
    assert.match(session.messages[0] ?? '', /^Date: .*\r\nMessage-ID: .*\r\nFrom: author@/);
    assert.doesNotMatch(session.messages[0] ?? '', /secret-host|Received/);
    assert.match(exim.log(), / => b@/);
  }

  it('exim4.conf', () => expectToWork(whole()));

  for (const layout of ['template', 'included'] as const) {
    it(`update-exim4.conf, ${layout}`, () => expectToWork(debian({ layout, type: 'internet' })));
  }
  for (const type of TYPES) {
    it(`update-exim4.conf, split, ${type}`, () => expectToWork(debian({ layout: 'split', type })));
  }

  it('leaves ordinary mail to the routers that were there', async () => {
    const exim = debian({ layout: 'split', type: 'smarthost' });
    const { output } = await exim.run(['-f', 'c@clear.example', '-bt', 'joe@clearnet.example']);
    assert.match(output, /router = smarthost, transport = remote_smtp_smarthost$/m);
  });

  describe("Debian's rewriting of local users' addresses", () => {
    /** The author has an address outside, as /etc/email-addresses has it. */
    async function rewritten(leaveOut?: string) {
      const exim = mail.chain.sender({
        text: (shipped) => {
          const table = join(shipped, '../email-addresses');
          writeFileSync(table, 'author: outside@clear.example\n');
          const site = {
            layout: 'split',
            type: 'internet',
            domains: [alice],
            macros: mail.chain.macros,
          } as const;
          const text = debianConfiguration(
            { ...site, ...(leaveOut === undefined ? {} : { leaveOut }) },
            shipped,
          );
          return text.replaceAll('/etc/email-addresses', table);
        },
      });
      return (await exim.run(['-brw', author])).output;
    }

    it('leaves onion addresses alone', async () => {
      const output = await rewritten();
      assert.match(output, new RegExp(`env-from: ${author}`));
      assert.doesNotMatch(output, /outside/);
    });

    it('without rewrite/020_tor-smtp it turns them into the address outside', async () => {
      assert.match(await rewritten('rewrite/020_tor-smtp'), /env-from: outside@clear\.example/);
    });
  });
});
