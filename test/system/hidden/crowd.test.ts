import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { send, talk } from '../../support/machine/client.js';
import { until } from '../../support/wait.js';
import { fill } from './battery/fill.js';
import { siteDuring } from './site/during.js';
import type { Layout } from './site/layout.js';
import { DOMAIN, FIRST, SECOND } from './site/site.js';

/** Where a client can come to the machine. */
const PLACES = { first: FIRST.port, second: SECOND.port, ordinary: 25 } as const;
type Place = keyof typeof PLACES;
const ADDRESSES = { first: 'postmaster', second: 'postmaster', ordinary: `bob@${DOMAIN}` };

function sites(layout: Layout) {
  const site = siteDuring(`hidden-crowd-${layout}`, { layout });
  const dial = (place: Place) => site().dial(PLACES[place], place === 'ordinary' ? '192.0.2.1' : undefined);
  /** A session, without what an ordinary Exim says differently each time: the date. */
  const answers = async (place: Place) => {
    const lines = ['EHLO x', 'MAIL FROM:<a@far.example>', `RCPT TO:<${ADDRESSES[place]}>`, 'QUIT'];
    const [greeting = '', ...rest] = await talk(await dial(place), lines);
    return [greeting.replace(/ \w{3}, \d\d .*/, ''), ...rest];
  };
  return { site, dial, answers };
}

for (const layout of ['unit', 'xinetd'] as const) {
  describe(`who takes all connections there are (${layout})`, () => {
    const { site, dial, answers } = sites(layout);
    const all: Place[] = ['first', 'second', 'ordinary'];

    for (const full of all) {
      const others = all.filter((place) => place !== full);
      it(`of ${full} is refused there, and ${others.join(' and ')} do not show it`, async () => {
        const earlier = await Promise.all(others.map(answers));
        const { held, refusal, release } = await fill(() => dial(full));
        try {
          assert.deepEqual([held, refusal.slice(0, 3)], full === 'ordinary' ? [20, '421'] : [10, '']);
          assert.deepEqual(await Promise.all(others.map(answers)), earlier);
          for (const place of others) {
            const [, , , , , ok = ''] = await send(await dial(place), { to: [ADDRESSES[place]] });
            assert.match(ok, /^250 OK/);
          }
        } finally {
          release();
        }
        await until('a free place', async () => (await answers(full))[0]?.startsWith('220 '));
      });
    }

    it('the others too have the whole of their own', async () => {
      const one = await fill(() => dial('first'));
      const other = await fill(() => dial('second'));
      const ordinary = await fill(() => dial('ordinary'));
      for (const { release } of [one, other, ordinary]) release();
      assert.deepEqual([one.held, other.held, ordinary.held], [10, 10, 20]);
      await until('nobody to be there', async () => (await answers('second'))[0]?.startsWith('220 '));
      await site().idle();
    });

    if (layout !== 'unit') return;

    it('lets a delivery end that takes longer than its session', async () => {
      const account = '/var/mail/alice';
      await site().sh(`echo 1 > ${account}.lock`);
      const replies = await send(await dial('first'), { to: [`alice@${FIRST.name}`] });
      assert.equal(replies[5], '250 OK');
      await until('the session to end', async () => {
        const { output } = await site().run({ file: 'pgrep', args: ['-f', '^/usr/sbin/exim4 -bs'] });
        return output.trim() === '';
      });
      assert.equal(site().mailbox('alice'), '');
      await site().sh(`rm ${account}.lock`);
      await until('the message', () => site().mailbox('alice'));
      await site().idle();
      assert.match(site().log(), / Completed/);
    });

    it('stays open to Tor however fast somebody connects', async () => {
      for (let round = 0; round < 5; round++) {
        const sockets = await Promise.all(Array.from({ length: 60 }, () => dial('second')));
        for (const socket of sockets) socket.destroy();
      }
      await until('the socket to answer', async () => {
        const [greeting] = await talk(await dial('second'), []);
        return greeting === `220 ${SECOND.name} ESMTP`;
      });
      assert.match(
        await site().booted(`systemctl is-active tor-hidden-smtp-${SECOND.port}.socket`),
        /^active/,
      );
    });
  });
}

describe('the price of ports of the daemon', () => {
  const { dial, answers } = sites('daemon');

  it('is that all of them show when one is full', async () => {
    const { held, refusal, release } = await fill(() => dial('first'));
    try {
      assert.deepEqual([held, refusal.slice(0, 3)], [10, '421']);
      assert.match((await answers('second'))[0] ?? '', /^421 /);
      assert.match((await answers('ordinary'))[0] ?? '', /^220 /, 'some are left for the ordinary side');
      const ordinary = await fill(() => dial('ordinary'));
      ordinary.release();
      assert.equal(ordinary.held, 10, 'in place of 20');
    } finally {
      release();
    }
  });
});
