import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Chain, type ChainOptions, startChain } from '../../../support/exim/chain.js';
import { letter } from '../../../support/exim/names.js';
import { hasFailed } from '../../../support/outcome.js';
import { startSystemd } from '../../../support/programs/systemd.js';
import { startMailServer } from '../../../support/stand-ins/mail-server.js';
import { onionAddress } from '../../../support/stand-ins/onion-address.js';
import { until } from '../../../support/wait.js';

const from = 'author@clear.example';

/** All at once: each server answers no message before all have arrived, so every one of them has a connection. */
async function burst(chain: Chain, onions: number, each: number) {
  const sender = chain.sender({ main: 'smtp_accept_queue_per_connection = 0\n' });
  let arrived = 0;
  const all = until(
    'all messages to arrive',
    () => {
      assert.doesNotMatch(sender.log(), / == /, 'each at the first attempt');
      return arrived === onions * each;
    },
    120,
  );
  all.catch(() => {});
  const hold = async () => {
    arrived++;
    await all;
  };
  const names = Array.from({ length: onions }, (_, i) => onionAddress(`burst-${onions}-${i}`));
  const servers = await Promise.all(names.map(() => startMailServer({ hold })));
  names.forEach((name, i) => {
    chain.tor.set(name, servers[i]?.port);
  });
  try {
    const recipients = names.flatMap((name) => Array.from({ length: each }, (_, i) => `m${i}@${name}`));
    // Handed in by one process, which starts a delivery for each and waits for none.
    const batch = recipients.map(
      (to) => `MAIL FROM:<${from}>\nRCPT TO:<${to}>\nDATA\n${letter(from, [to]).replace(/^\./gm, '..')}.\n`,
    );
    await sender.run(['-odb', '-bS'], batch.join(''));
    await all;
    await until(
      'the deliveries to end',
      async () => sender.log().match(/ (=>|==) m/g)?.length === recipients.length,
    );
    const got = servers.map(({ sessions }) =>
      sessions.flatMap(({ messages }) => messages.flatMap((text) => text.match(/^To: .*(?=\r)/m)?.[0])),
    );
    names.forEach((name, i) => {
      const wanted = Array.from({ length: each }, (_, k) => `To: m${k}@${name}`);
      assert.deepEqual(got[i]?.sort(), wanted.sort(), sender.log());
    });
    // At the first attempt.
    assert.doesNotMatch(sender.log(), / == /);
    assert.equal(await sender.queue(), '');
    if (existsSync(join(sender.spool, 'db/retry'))) assert.equal(await sender.records('retry'), '');
  } finally {
    for (const server of servers) server.stop();
  }
}

const ways: Record<string, ChainOptions> = { xinetd: {}, systemd: { launch: startSystemd } };
for (const [way, options] of Object.entries(ways)) {
  describe(`exim: many messages at once, launched by ${way}`, () => {
    let chain: Chain;
    before(async () => {
      chain = await startChain(`exim-burst-${way}`, options);
    });
    after(() => chain?.stop(hasFailed()));

    it('60 to one onion', () => burst(chain, 1, 60));
    it('12 to each of ten', () => burst(chain, 10, 12));
  });
}
