import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { talk } from '../../support/machine/client.js';
import type { Counted } from '../../support/machine/orders.js';
import { hasFailed } from '../../support/outcome.js';
import { battery, casesFor, dialogues, givenAway, rolesFor, type Transcripts } from './battery/battery.js';
import { MOMENT, PLAIN, UNLIKE, UNLIMITED } from './battery/sites.js';
import { FIRST, type Onion, SECOND, type Site, startSite } from './site/site.js';

describe('a session', () => {
  let site: Site;
  let unlike: Site;
  let plain: Site;
  let earlier: Counted;
  let later: Counted;
  /** What the battery was told: on both onions, on the other server's, and on an ordinary port that knows of no onions. */
  let seen: { first: Transcripts; second: Transcripts; elsewhere: Transcripts; plain: Transcripts };
  const run = (where: Site, own: Onion, port = own.port, host?: string) =>
    battery(() => where.dial(port, host), casesFor(own, own === FIRST ? SECOND : FIRST));
  const ordinary = (where: Site) => run(where, FIRST, 25, '192.0.2.1');

  before(async () => {
    [site, unlike, plain] = await Promise.all([
      startSite('hidden-session', { macros: UNLIMITED }),
      startSite('hidden-unlike', UNLIKE),
      startSite('hidden-plain', PLAIN),
    ]);
    earlier = await site.counted();
    const all = await Promise.all([run(site, FIRST), run(site, SECOND), run(unlike, FIRST), ordinary(plain)]);
    seen = { first: all[0], second: all[1], elsewhere: all[2], plain: all[3] };
    later = await site.counted();
  });
  after(async () => {
    await Promise.all([site, unlike, plain].map((each) => each?.end(hasFailed())));
  });

  it('on an onion port gives nothing away to the whole battery', () => {
    assert.ok(seen.first.length >= 300, `${seen.first.length} probes`);
    assert.deepEqual(givenAway(seen.first, FIRST), []);
    assert.deepEqual(givenAway(seen.second, SECOND), []);
    assert.equal(site.read('/var/log/exim4/paniclog'), '');
  });

  it('on an onion port asks nothing of a name server and connects to nothing', async () => {
    assert.deepEqual(later, earlier);
    await talk(await site.dial(25, '192.0.2.1'), ['QUIT']);
    assert.ok((await site.counted()).questions.length > later.questions.length, 'the counter counts');
  });

  it('is the same on both onions, reply by reply, but for the name', () => {
    assert.deepEqual(
      dialogues(seen.second, rolesFor(SECOND, FIRST)),
      dialogues(seen.first, rolesFor(FIRST, SECOND)),
    );
  });

  it('is the same on a server that is otherwise unlike this one', () => {
    const [there, here] = [seen.elsewhere, seen.first].map((each) =>
      dialogues(each, rolesFor(FIRST, SECOND)),
    );
    assert.deepEqual(there, here);
  });

  it('on the ordinary port is the same as before onion services were installed', async () => {
    const [before, now] = [seen.plain, await ordinary(site)].map((each) => dialogues(each, MOMENT));
    assert.deepEqual(now, before);
  });

  it('that waits too long or is cut off ends in the name of the onion', async () => {
    const short = { write: (text: string) => site.write('/etc/exim4/conf.d/main/001_short', text) };
    await site.restart(() => short.write('smtp_receive_timeout = 1s\n'));
    const silent = await talk(await site.dial(FIRST.port), [
      'EHLO x',
      'MAIL FROM:<a@far.example>',
      'RCPT TO:<postmaster>',
      'DATA',
      'Subject: x',
    ]);
    assert.equal(silent[5], `421 ${FIRST.name} SMTP incoming data timeout - closing connection.`);
    const slow = await site.dial(FIRST.port);
    const text: string[] = [];
    slow.setEncoding('latin1').on('data', (part: string) => text.push(part));
    await new Promise((resolve) => slow.once('close', resolve).once('end', resolve));
    assert.equal(
      text.join('').split('\r\n')[1],
      `421 ${FIRST.name}: SMTP command timeout - closing connection`,
    );
  });
});
