import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { names } from '../../../player/names.js';
import { exchange } from '../../../support/exim/exchange.js';
import type { EximSite } from '../../../support/exim/exim.js';
import { alice, author, bob, carol, letter } from '../../../support/exim/names.js';
import { DEBUG, questionsIn } from './questions.js';

/** ACLs that ask about all that a client says, and the checks that look an address up. */
const CURIOUS = `
acl_smtp_mail = acl_curious
acl_smtp_data = acl_curious_data
dns_retry = 1
dns_retrans = 1s
`;
const ACLS = `
acl_curious:
  warn control = dkim_disable_verify
       !verify = sender
  warn !verify = sender/callout=2s,defer_ok
  accept
acl_curious_data:
  warn !verify = sender
  require verify = header_sender
  warn !verify = header_syntax
  accept
`;

describe('exim: names that DNS is asked for', () => {
  const mail = exchange('exim-dns');

  const sender = (site: Partial<EximSite> = {}) => mail.sender({ main: CURIOUS, acls: ACLS, ...site });
  const questions = ({ output }: { output: string }) => questionsIn(output);
  const withoutRouters = (path: string, text: string) => (path.includes('/router/') ? '' : text);

  /** Onion names in all the forms that a recipient may give them, good and bad. */
  const recipients = [
    `b@${bob}`,
    `b@${bob.toUpperCase()}`,
    `b@mail.sub.${bob}`,
    `b@${names.MISTYPED}`,
    `b@${names.SHORT}`,
    'b@onion',
    'b@ONION',
    'b@x.tor',
    'b@-x-.onion',
    'b@under_score.onion',
    `b@${'a'.repeat(63)}.${'b'.repeat(63)}.onion`,
    `b%${bob}@${alice}`,
    `@${carol}:b@${bob}`,
    `"b c"@${bob}`,
  ];

  it('no recipient at an onion, however it is written', async () => {
    const exim = sender();
    const result = await exim.run([DEBUG, '-bt', ...recipients]);
    assert.deepEqual(questions(result), []);
    assert.match(result.output, /transport = tor_smtp/);
  });

  it('without the routers they are all asked for', async () => {
    const exim = sender({ edit: withoutRouters });
    assert.ok(questions(await exim.run([DEBUG, '-bt', `b@${bob}`])).length > 0);
  });

  it('nothing, from the toBob to the delivery', async () => {
    const exim = sender();
    const args = [DEBUG, '-odf', '-oi', '-f', author, '--', `b@${bob}`, `c@${carol}`, 'joe@clearnet.example'];
    const result = await exim.run(args, letter(author, [`b@${bob}`, `c@${carol}`]));
    assert.deepEqual(questions(result), []);
    assert.match(exim.log(), / => b@/);
    assert.match(exim.log(), / == c@/);
    assert.match(exim.log(), /\*\* joe@/);
  });

  /** A session in which the sender is verified in every way that Exim has. */
  const session = (from: string, header = '') =>
    [
      `EHLO mail.${carol}`,
      `MAIL FROM:<${from}>`,
      `RCPT TO:<author@${alice}>`,
      'DATA',
      `${header}From: from@${carol}\r\nReply-To: reply@mail.${carol}\r\nSubject: x\r\n\r\nx\r\n.`,
      'QUIT\r\n',
    ].join('\r\n');
  const RECEIVE = [DEBUG, '-bs', '-odf', '-oMa', '203.0.113.7'];

  it('no sender at an onion, though the ACLs verify it, call it back and look at the header', async () => {
    const exim = sender();
    // What mail from here needs is no reason to refuse mail to here.
    rmSync(join(exim.folder, 'secret'));
    const before = mail.chain.tor.dialled.length;
    const result = await exim.run(RECEIVE, session(`c@${carol}`));
    assert.match(result.output, /^250 OK id=/m);
    assert.deepEqual(questions(result), []);
    assert.match(result.output, /R: tor_smtp_any_to_onion for reply@/);
    assert.deepEqual(mail.chain.tor.dialled.slice(before), [`${carol}:25`], 'the callout goes through Tor');
  });

  it('without the routers it is', async () => {
    const result = await sender({ edit: withoutRouters }).run(RECEIVE, session(`c@${carol}`));
    assert.ok(questions(result).length > 0);
  });

  it('an ordinary sender as ever, though From: is at an onion: a mailing list', async () => {
    const result = await sender().run(RECEIVE, session('list@one.example', 'Sender: list@two.example\r\n'));
    assert.match(questions(result).join(), /DNS lookup of one\.example.*DNS lookup of two\.example/);
    assert.doesNotMatch(result.output, /an onion sender can/);
  });
});
