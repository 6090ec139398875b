import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from '../../support/folder.js';
import { send } from '../../support/machine/client.js';
import { hasFailed } from '../../support/outcome.js';
import { contrib } from '../../support/paths.js';
import { run } from '../../support/programs/command.js';
import { startNetwork, type TorNetwork } from '../../support/tor/network.js';
import { until } from '../../support/wait.js';
import { battery, casesFor, dialogues, givenAway, rolesFor } from './battery/battery.js';
import { DOMAIN, FIRST, type Onion, SECOND, type Site, startSite } from './site/site.js';

/** A SOCKS connection (RFC 1928) that takes no octet more than the reply has: a greeting may follow at once. */
async function dial(socks: { host: string; port: number }, onion: string): Promise<Socket> {
  const socket = connect({ ...socks, allowHalfOpen: true, noDelay: true });
  const take = async (count: number): Promise<Buffer> => {
    for (;;) {
      const octets = socket.read(count) as Buffer | null;
      if (octets) return octets;
      await new Promise((resolve, reject) => {
        socket.once('readable', resolve).once('error', reject);
        socket.once('close', () => reject(new Error('the SOCKS port closed')));
      });
    }
  };
  socket.write(Buffer.of(5, 1, 0));
  await take(2);
  socket.write(Buffer.concat([Buffer.of(5, 1, 0, 3, onion.length), Buffer.from(onion), Buffer.of(0, 25)]));
  const reply = await take(10);
  if (reply[1] !== 0) throw new Error(`Tor says ${reply[1]}`);
  socket.removeAllListeners('readable');
  return socket;
}

/** What contrib/systemd/tor-hidden-smtp@.service runs for each connection, in the hands of a real systemd-socket-activate. */
async function startUnits(site: Site, path: string) {
  const unit = readFileSync(join(contrib, 'systemd/tor-hidden-smtp@.service'), 'utf8');
  const command =
    unit
      .match(/^ExecStart=-(.*)$/m)?.[1]
      ?.replace('.26', `.${SECOND.port}`)
      .split(' ') ?? [];
  const user = unit.match(/^User=(.*)$/m)?.[1] ?? '';
  const as = ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups'];
  const daemon = await site.start('systemd-socket-activate', [
    `--listen=${path}`,
    '--accept',
    '--inetd',
    ...as,
    ...command,
  ]);
  await until('the socket', () => existsSync(path));
  return daemon;
}

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
    const macros =
      'TOR_HIDDEN_CONNECTION_RATE = 9000 / 1m\nTOR_HIDDEN_CONNECTIONS = 40\nsmtp_accept_max = 60\n';
    site = await startSite('hidden-tor-site', { macros, onions: [first, second], layout: 'daemon' });
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
