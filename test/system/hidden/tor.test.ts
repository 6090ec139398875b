import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from '../../support/folder.js';
import { send } from '../../support/machine/client.js';
import { hasFailed } from '../../support/outcome.js';
import { run } from '../../support/programs/command.js';
import { startNetwork, type TorNetwork } from '../../support/tor/network.js';
import { until } from '../../support/wait.js';
import { battery, casesFor, dialogues, givenAway, rolesFor } from './battery/battery.js';
import { UNLIMITED } from './battery/sites.js';
import { DOMAIN, FIRST, type Onion, SECOND, type Site, startSite } from './site/site.js';
import { dial } from './site/socks.js';
import { startUnits } from './site/units.js';

describe('through Tor', () => {
  const { path: folder, discard } = temporaryFolder('hidden-tor');
  let network: TorNetwork;
  let site: Site;
  let units: Awaited<ReturnType<Site['start']>>;
  let first: Onion;
  let second: Onion;

  before(async () => {
    chmodSync(folder, 0o755);
    const [one, two] = ['one', 'two'].map((name) => join(folder, `${name}.sock`)) as [string, string];
    network = await startNetwork({
      folder: join(folder, 'tor'),
      onions: [
        { name: 'one', target: `unix:${one}` },
        { name: 'two', target: `unix:${two}` },
      ],
    });
    first = { ...FIRST, name: network.onions.one ?? '' };
    second = { ...SECOND, name: network.onions.two ?? '' };
    site = await startSite('hidden-tor-site', {
      macros: UNLIMITED,
      onions: [first, second],
      layout: 'daemon',
    });
    // The first onion leads to the daemon's port, the second to an Exim for each connection, as contrib/systemd has it.
    await site.socket(first.port, '127.0.0.1', one);
    units = await startUnits(site, two);
    await network.reachable(['one', 'two']);
  });
  after(async () => {
    const failed = hasFailed();
    await units?.stop();
    await network?.stop();
    await site?.end(failed);
    discard(failed);
  });

  it('gives nothing away', async () => {
    const earlier = await site.counted();
    const all = await battery(() => dial(network.client, first.name), casesFor(first, second), 12);
    assert.ok(all.length >= 300, `${all.length} probes`);
    assert.deepEqual(givenAway(all, first), []);
    const later = await site.counted();
    assert.deepEqual([later.questions, later.opened], [earlier.questions, earlier.opened]);
  });

  it('is the same on both onions but for the name', async () => {
    const few = (name: string) =>
      /^(greeting|ehlo|helo|help|vrfy|rcpt-(own|clearnet|other|postmaster))/.test(name);
    const [one, two] = await Promise.all(
      [first, second].map(async (own) => {
        const other = own === first ? second : first;
        const transcripts = await battery(() => dial(network.client, own.name), casesFor(own, other, few), 6);
        return dialogues(transcripts, rolesFor(own, other));
      }),
    );
    assert.ok((one?.length ?? 0) >= 50);
    assert.deepEqual(two, one);
  });

  it('mail arrives', async () => {
    for (const own of [first, second]) {
      const replies = await send(await dial(network.client, own.name), { to: [`alice@${own.name}`] });
      assert.equal(replies[5], '250 OK');
      await until('the message', () => site.mailbox('alice').includes(`Received: by ${own.name}`));
    }
  });

  it('swaks finds no open relay', async () => {
    const { host, port } = network.client;
    for (const to of [
      'victim@far.example',
      `victim%far.example@${first.name}`,
      `alice@${DOMAIN}`,
      `@${first.name}:victim@far.example`,
    ]) {
      const pipe = `ncat --proxy ${host}:${port} --proxy-type socks5 --proxy-dns remote ${first.name} 25`;
      const { code, output } = await run('swaks', [
        '--pipe',
        pipe,
        '--helo',
        'far.example',
        '--from',
        'a@far.example',
        '--to',
        to,
        '--quit-after',
        'RCPT',
      ]);
      assert.equal(code, 24, output);
      assert.match(output, /<\*\* 5\d\d (relay not permitted|Unknown user)/, to);
    }
  });
});
