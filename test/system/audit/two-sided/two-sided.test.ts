import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { strangeOnion } from '../../../../src/audit/options/names.js';
import { MESSAGES } from '../../../../src/audit/options/options.js';
import { temporaryFolder } from '../../../support/folder.js';
import { hasFailed } from '../../../support/outcome.js';
import type { Habits } from './configuration.js';
import { type Audited, auditTwoSided } from './exims.js';

const ONION = strangeOnion();

interface Report {
  findings: { kind: string; text: string; what: string; probes: string[]; received: string; cure: string }[];
  leftOut: Record<string, string[]>;
  notes: string[];
}

/** Only what these servers are here for, and what must go before it. */
const ONLY = ['greeting', 'rcpt-usual-1', 'rcpt-below-1', 'watch', 'message', 'mailbox', 'connections'];
const ARGS = [
  ...['--also', 'clear.example', '--secret', 'host7.clear.example'],
  ...[
    '--send-to',
    `bob@${ONION}`,
    '--fill',
    'annika@clear.example',
    '--megabytes',
    '3',
    '--connections',
    '12',
    '--parallel',
    '8',
  ],
  ...ONLY.flatMap((start) => ['--only', start]),
];

const LEAKY: Habits = {
  oneDaemon: true,
  banner: `$smtp_active_hostname ESMTP \${substr_0_6:\${md5:$primary_hostname}}`,
  main: 'helo_try_verify_hosts = *',
  mail: '',
  rcpt: `
  accept condition = \${if IS_HERE}
         domains = clear.example
         local_parts = info
  accept condition = \${if IS_HERE}
         domains = lists.clear.example
  defer  condition = \${if IS_HERE}
         condition = \${if exists{$spool_directory/../box}}
         condition = \${if >{\${extract{size}{\${stat:$spool_directory/../box}}}}{1500000}}
         message = 452 Mailbox full`,
  data: `
  deny   condition = \${if match{$message_body}{GTUBE}}
         message = $primary_hostname wants no spam
  accept`,
};

describe('an audit of an Exim with two sides', () => {
  const { path: folder, discard } = temporaryFolder('audit-sides');
  let leaky: Audited<Report>;
  let clean: Audited<Report>;
  before(async () => {
    [leaky, clean] = await Promise.all([
      auditTwoSided<Report>(folder, 'leaky', ONION, LEAKY, ARGS),
      auditTwoSided<Report>(folder, 'clean', ONION, {}, ARGS),
    ]);
  });
  after(() => discard(hasFailed()));

  for (const [what, kind, text, probe] of [
    ['a piece of a hash in the greeting', 'mark', /^[0-9a-f]{6}$/, 'greeting'],
    ['one address of another domain', 'reply', /^250$/, 'rcpt-usual-1'],
    ['a domain below another', 'reply', /^250$/, 'rcpt-below-1'],
    ['the identifier of a message', 'identifier', /-/, 'message'],
    ['the host where a message is refused', 'secret', /^host7\.clear\.example$/, 'message-spam'],
    ['a message in circles that is taken', 'reply', /^250$/, 'message-loop'],
    ['a question for the name in EHLO', 'lookup', /^A ehlo\./, 'watch-ehlo'],
    ['a question for a key (DKIM)', 'lookup', /^TXT key\._domainkey\.dkim\./, 'watch-message'],
    ['connections that are counted together', 'shared', /takes \d+ connections in place of 4/, 'connections'],
    ['a mailbox that both sides fill', 'shared', /^bob@/, 'mailbox-full'],
  ] as const) {
    it(`finds ${what}, and has a cure`, () => {
      const found = leaky.report.findings.filter((each) => each.kind === kind && each.probes.includes(probe));
      const one = found.find((each) => text.test(each.text));
      assert.ok(one, `no ${kind} ${text} in ${probe}: ${JSON.stringify(leaky.report.findings, null, 1)}`);
      assert.ok(one.cure.length > 20, one.cure);
    });
  }

  it('says that something was found', () => assert.equal(leaky.code, 1));

  it('finds nothing on one that gives nothing away', () => {
    assert.deepEqual(clean.report.findings, []);
    assert.equal(clean.code, 0);
    assert.deepEqual(clean.report.leftOut, {});
  });

  it('sends as many messages as it says', () => {
    // The one in circles is refused.
    assert.equal(clean.mail.match(/^From /gm)?.length, MESSAGES - 1 + 3);
    assert.deepEqual(clean.report.notes, ['3 MB were sent to annika@clear.example, and it was not full.']);
  });
});
