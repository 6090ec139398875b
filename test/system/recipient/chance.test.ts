import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Random, randomOf } from '../../fuzz/plan/random.js';
import { startResident } from '../../support/programs/resident.js';
import { type MailServerManner, startMailServer } from '../../support/stand-ins/mail-server.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { startStandIn } from '../../support/stand-ins/onion-stand-in.js';
import { until } from '../../support/wait.js';
import { converse, type Told } from './chance.js';

/** SESSIONS=2000 SEED=1 are more of them, and always the same ones. */
const SESSIONS = Number(process.env.SESSIONS ?? 150);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const AT_ONCE = 8;
const ONIONS = 5;

/** A server that refuses and dies now and then, behind the end of a message too. */
function manner(random: Random): MailServerManner {
  const dies = () => {
    throw new Error('the server dies');
  };
  return {
    extensions: random.oneIn(2) ? ['SIZE', '8BITMIME', 'PIPELINING'] : [],
    answer() {
      if (random.oneIn(40)) dies();
      return random.oneIn(12)
        ? random.pick(['450 4.2.0 Later', '550 5.7.1 Never', '421 4.3.2 Bye'])
        : undefined;
    },
    hold: async () => {
      if (random.oneIn(15)) dies();
    },
  };
}

it(`by chance: a message that is said to be taken is at its server, whole and once (SEED=${SEED})`, async () => {
  const servers = await Promise.all(
    Array.from({ length: ONIONS }, (_none, k) => startMailServer(manner(randomOf(SEED * 10 + k)))),
  );
  const names = servers.map((_each, k) => onionAddress(`chance-${k}`));
  const tor = await startStandIn(Object.fromEntries(names.map((name, k) => [name, servers[k]?.port ?? 0])));
  const dead = onionAddress('chance-dead');
  const resident = await startResident({ args: ['--by-recipient', '--socks', `127.0.0.1:${tor.port}`] });
  try {
    const told: Told[] = [];
    let next = 0;
    const lane = async () => {
      for (let session = next++; session < SESSIONS; session = next++) {
        const random = randomOf(SEED * 1000 + session);
        const said = await converse(resident.port, random, `${session}`, [...names, dead]).catch((error) => {
          throw new Error(`session ${session}: ${error.message}`);
        });
        told.push(...said);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    await until('the sessions to end', () => resident.sockets() === 0);

    const at = names.flatMap((name, k) =>
      (servers[k]?.sessions ?? []).flatMap(({ commands, messages }) =>
        messages.map((text) => ({ name, id: text.match(/^X-Id: (.*)\r/)?.[1], commands, text })),
      ),
    );
    for (const { id, accepted, code, text } of told) {
      const places = at.filter((each) => each.id === id);
      assert.ok(places.length <= 1, `${id} is there ${places.length} times`);
      if (code === undefined) assert.equal(places.length, 0, `${id} had no end`);
      if (!code?.startsWith('2')) continue;
      const [place] = places;
      assert.ok(place, `${id} is nowhere`);
      assert.equal(place.text, text, id);
      for (const to of accepted) {
        assert.ok(to.endsWith(place.name), `${id} for ${to} is at ${place.name}`);
        assert.ok(place.commands.includes(`RCPT TO:<${to}>`), `${id}: ${to}`);
      }
    }
    const count = (first: string) => told.filter(({ code = '-' }) => code.startsWith(first)).length;
    console.log(`${told.length} messages: ${count('2')} taken, ${count('-')} without an end`);
    assert.ok(count('2') > told.length / 4);
    assert.doesNotMatch(resident.running.output(), /Error|\bat /);
  } finally {
    await resident.stop();
    tor.stop();
    for (const server of servers) server.stop();
  }
});
