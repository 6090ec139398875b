import assert from 'node:assert/strict';
import { createConnection, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { mistyped } from '../../support/stand-ins/onion-address.js';
import { lettersOf } from './letters.js';
import type { TorWorld } from './world.js';

/** The same chain, where something in it does not work. */
export function brokenChain(world: () => TorWorld): void {
  describe('the whole chain with a fault', () => {
    const alices = lettersOf(world);
    const { onion } = alices;

    it('a mistyped onion comes back to its sender at once', async () => {
      const exim = alices.by.sender();
      await alices.by.write(exim, mistyped(onion('open')), 'mistyped');
      assert.equal(await exim.queue(), '');
      const [bounce = ''] = exim.mail();
      assert.match(bounce, /^Subject: Mail delivery failed/m);
      assert.match(bounce, /550 5\.1\.2 .*mistyped/);
    });

    it('a dead onion waits and holds up no other; when it is back, the message goes', async () => {
      const exim = alices.by.sender();
      await alices.by.write(exim, onion('dead'), 'to the dead');
      assert.match(await exim.queue(), new RegExp(`bob@${onion('dead')}`));
      assert.match(alices.by.attempts(exim).join(), / == bob@.* 451 4\.4\.1 /);
      await alices.by.write(exim, onion('open'), 'past the dead');
      assert.equal((await alices.by.arrived('past the dead')).length, 1);

      const server = createServer((far) => {
        const near = createConnection(world().receiverPort, '127.0.0.1');
        far.pipe(near).pipe(far);
      }).listen(world().deadPath);
      await exim.runQueue(true);
      server.close();
      assert.equal((await alices.by.arrived('to the dead')).length, 1);
      assert.equal(await exim.queue(), '');
    });

    it('with Tor away all mail waits, and each goes once and to its own onion when Tor is back', async () => {
      const exim = alices.by.sender();
      const names = ['open', 'other'] as const;
      await world().network.client.stop();
      for (const name of names) await alices.by.write(exim, onion(name), `Tor away, ${name}`);
      assert.equal(
        alices.by
          .attempts(exim)
          .join()
          .match(/ == bob@.* 421 4\.3\.2 /g)?.length,
        1,
      );
      assert.equal(alices.by.attempts(exim).length, 2);
      await world().network.client.start();
      await world().network.reachable(names);
      const before = alices.by.sessions().length;
      await exim.runQueue(true);
      for (const name of names) assert.equal((await alices.by.arrived(`Tor away, ${name}`)).length, 1);
      assert.equal(await exim.queue(), '');
      const to = names.map((name) => `${onion(name)}:25`);
      assert.deepEqual(
        alices.by
          .sessions()
          .slice(before)
          .map((line) => line.match(/ to=(\S+)/)?.[1])
          .sort(),
        to.sort(),
      );
    });

    it('in the end nothing has arrived twice, and tor-smtp has logged no error', () => {
      const subjects = world()
        .receiver.mail()
        .map((mail) => mail.match(/^Subject: (.*)$/m)?.[1]);
      // One message to two onions: one copy for each.
      const twice = subjects.filter((subject, at) => subjects.indexOf(subject) !== at);
      assert.deepEqual(twice, ['to both']);
      assert.doesNotMatch(alices.by.sessions().join('\n'), /Error/);
    });
  });
}
