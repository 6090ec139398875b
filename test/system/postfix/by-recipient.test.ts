import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { temporaryFolder } from '../../support/folder.js';
import { until } from '../../support/wait.js';
import { type Postfix, type PostfixSite, startPostfix } from './postfix.js';
import { KINDS, type Kind, LIVE, map, startWorld, type World } from './world.js';

/** MESSAGES=300 repeats what was measured first. */
const MESSAGES = Number(process.env.MESSAGES ?? 40);
const BODY = ['.', '..', '. ', '', '.x.', 'gr\xfc\xdfe', 'x'.repeat(900), '.'];

/** The recipients of a message: one to four, at as many destinations. */
function recipients(number: number, { domains }: World): [Kind, string][] {
  const kinds = Array.from(
    { length: 1 + (number % 4) },
    (_none, k) => KINDS[(number * 5 + k * 2) % KINDS.length],
  );
  return kinds.map((kind = 'quick', k) => [kind, `r${number}-${k}@${domains[kind]}`]);
}

function session(world: World): string {
  const messages = Array.from({ length: MESSAGES }, (_none, number) => [
    'MAIL FROM:<alice@clear.example> BODY=8BITMIME',
    ...recipients(number, world).map(([, to]) => `RCPT TO:<${to}>`),
    'DATA',
    `X-Number: ${number}`,
    '',
    ...BODY.map((line) => line.replace(/^\./, '..')),
    '.',
  ]);
  return ['EHLO alice.example', ...messages.flat(), 'QUIT', ''].join('\r\n');
}

async function deliver(postfix: Postfix, world: World) {
  await postfix.submit(session(world));
  const all = Array.from({ length: MESSAGES }, (_none, number) =>
    recipients(number, world).map(([kind, to]) => ({ kind, to, line: `${to} ${number}` })),
  ).flat();
  const wanted = (kind: Kind) => all.filter((each) => each.kind === kind);
  const isLive = (kind: Kind) => (LIVE as readonly Kind[]).includes(kind);
  await until(
    'the deliveries',
    () => {
      const sent = new Set([...postfix.log().matchAll(/to=<([^>]*)>.* status=sent/g)].map(([, to]) => to));
      return all.every(({ kind, to }) => !isLive(kind) || sent.has(to));
    },
    180,
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

  const log = postfix.log();
  assert.doesNotMatch(log, /suspended|lost connection|timed out|Host or domain name not found/);
  for (const { to } of wanted('refusing'))
    assert.match(log, new RegExp(`to=<${to}>.* status=bounced .*550 5.1.1 Nobody`));
  const queue = await postfix.queue();
  for (const { kind, to } of all) assert.equal(queue.includes(to), kind === 'dead' || kind === 'closed', to);
  const { questions, connections } = await postfix.machine.counted();
  assert.deepEqual(
    questions.filter((each) => /onion|mapped/.test(each)),
    [],
  );
  assert.deepEqual(connections, []);
}

async function withPostfix(
  settings: Partial<PostfixSite>,
  run: (postfix: Postfix, world: World) => Promise<void>,
) {
  const { path, discard } = temporaryFolder('postfix');
  const world = await startWorld();
  let postfix: Postfix | undefined;
  let failed = true;
  try {
    writeFileSync(join(path, 'map'), map);
    await world.tor.listenAt(join(path, 'socks'));
    const options = ['--map', join(path, 'map'), '--socks', `unix:${join(path, 'socks')}`];
    postfix = await startPostfix({ folder: path, options, ...settings });
    await run(postfix, world);
    failed = false;
  } finally {
    await postfix?.machine.stop();
    world.stop();
    discard(failed);
  }
}

it('Postfix, with the lines of contrib, delivers to each of many onions once', async () => {
  await withPostfix({}, deliver);
});

it('so it does with many recipients and many messages on a connection, to a resident process', async () => {
  const main = 'smtp_connection_cache_destinations = 127.0.0.1\n';
  await withPostfix({ main, without: /recipient_limit/, resident: true }, async (postfix, world) => {
    await deliver(postfix, world);
    assert.match(postfix.log(), /conn_use=/);
    assert.match(postfix.log(), /452 4\.5\.3/);
  });
});
