import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { temporaryFolder } from '../../support/folder.js';
import { talk } from '../../support/machine/client.js';
import { until } from '../../support/wait.js';
import { BODY, MESSAGES, recipients, sessions } from './letters.js';
import type { Mta, MtaSite } from './mta.js';
import { startOpensmtpd } from './opensmtpd.js';
import { startPostfix } from './postfix.js';
import { type Kind, LIVE, map, startWorld, type World } from './world.js';

async function deliver(mta: Mta, world: World) {
  for (const session of sessions(world)) {
    const replies = await talk(await mta.machine.dial(25), session);
    for (const reply of replies) assert.match(reply, /^[23]/);
  }
  const all = Array.from({ length: MESSAGES }, (_none, number) =>
    recipients(number, world).map(([kind, to]) => ({ kind, to, line: `${to} ${number}` })),
  ).flat();
  const wanted = (kind: Kind) => all.filter((each) => each.kind === kind);
  const isLive = (kind: Kind) => (LIVE as readonly Kind[]).includes(kind);
  await until(
    'the deliveries',
    async () => {
      await mta.hurry();
      const sent = mta.sent();
      return all.every(({ kind, to }) => !isLive(kind) || sent.has(to));
    },
    60 + MESSAGES,
  );

  const taken = world.taken();
  for (const kind of LIVE) {
    assert.deepEqual(
      [...(taken[kind] ?? [])].sort(),
      wanted(kind)
        .map(({ line }) => line)
        .sort(),
      kind,
    );
  }
  assert.deepEqual(taken.refusing, []);
  for (const text of world.texts()) assert.ok(text.endsWith(`\r\n\r\n${BODY.join('\r\n')}\r\n`), text);

  const named = (...kinds: Kind[]) => kinds.flatMap((kind) => wanted(kind).map(({ to }) => to)).sort();
  assert.deepEqual([...mta.bounced()].sort(), named('refusing'));
  const dead = named('dead', 'closed');
  const listed = new Set<string>();
  await until('what waits to be listed', async () => {
    const queue = await mta.queue();
    // One list misses what Postfix is just moving between two queues.
    for (const { to } of all) if (queue.includes(to)) listed.add(to);
    return dead.every((to) => listed.has(to));
  });
  assert.deepEqual([...listed].sort(), dead);
  const { questions, connections } = await mta.machine.counted();
  assert.deepEqual(
    questions.filter((each) => /onion|mapped/.test(each)),
    [],
  );
  assert.deepEqual(connections, []);
}

/** One message for each of many sets of recipients, by a mail server that `start` starts. */
async function withMta(start: (site: MtaSite) => Promise<Mta>, look: (log: string) => void) {
  const { path, discard } = temporaryFolder('mta');
  const world = await startWorld();
  let mta: Mta | undefined;
  let failed = true;
  try {
    writeFileSync(join(path, 'map'), map);
    await world.tor.listenAt(join(path, 'socks'));
    const options = ['--map', join(path, 'map'), '--socks', `unix:${join(path, 'socks')}`];
    mta = await start({ folder: path, options });
    await deliver(mta, world);
    look(mta.log());
    failed = false;
  } finally {
    await mta?.machine.stop();
    world.stop();
    discard(failed);
  }
}

/** No destination is held up by another. */
const smooth = (log: string) =>
  assert.doesNotMatch(
    log,
    /suspended|lost connection|timed out|Host or domain name not found|Disabling route/,
  );

it('Postfix, with the lines of contrib, delivers to each of many onions once', async () => {
  await withMta(startPostfix, smooth);
});

it('so it does with many recipients and many messages on a connection, to a resident process', async () => {
  const main = 'smtp_connection_cache_destinations = 127.0.0.1\n';
  const start = (site: MtaSite) =>
    startPostfix({ ...site, main, without: /recipient_limit/, resident: true });
  await withMta(start, (log) => {
    smooth(log);
    assert.match(log, /conn_use=/);
    assert.match(log, /452 4\.5\.3/);
  });
});

it('so does OpenSMTPD, and hardly ever names two onions in a transaction', async () => {
  await withMta(startOpensmtpd, (log) => {
    smooth(log);
    // Attempts that are due at once may have the same port.
    const count = log.match(/stat="452 4\.5\.3/g)?.length ?? 0;
    assert.ok(count < MESSAGES / 10, `${count} recipients`);
  });
});
