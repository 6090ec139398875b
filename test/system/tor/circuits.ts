import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Wire } from '../../player/wire.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import type { TorControl } from '../../support/tor/control.js';
import { until } from '../../support/wait.js';
import { bye } from './session.js';
import type { TorWorld } from './world.js';

/** Which sessions share a circuit; one of another identity could be linked to this one by its circuit. */
export function circuitsOfTor(world: () => TorWorld): void {
  describe('circuits, as the control port shows them', () => {
    let control: TorControl;
    const target = () => `${world().network.onions.other}:25`;
    before(async () => {
      control = await world().network.client.control();
    });

    /** The circuits of connections to one service that are open at the same time, one from each local name. */
    async function circuits(isolate: string | undefined, ...names: readonly string[]): Promise<string[]> {
      const xinetd = await world().xinetd(isolate ? ['--isolate', isolate] : []);
      const clients: Wire[] = [];
      for (const name of names) {
        clients.push(await world().ehlo(xinetd, `${name} ${world().network.onions.other}`, /250 /));
      }
      // stream-status: "StreamID SUCCEEDED CircuitID address:port"
      const streams = await control.info('stream-status');
      const mine = streams.map((line) => line.split(' ')).filter(([, , , to]) => to === target());
      await Promise.all(clients.map(bye));
      assert.deepEqual(
        mine.map(([, state]) => state),
        names.map(() => 'SUCCEEDED'),
      );
      await until(
        'the streams to end',
        async () => !(await control.info('stream-status')).join().includes(target()),
      );
      return mine.map(([, , circuit = '']) => circuit);
    }
    const [alice, carol] = [onionAddress('alice'), onionAddress('carol')];

    it('differ for two local identities', async () => {
      const [one, another, again] = await circuits(undefined, alice, carol, alice);
      assert.notEqual(one, another);
      assert.equal(one, again);
    });

    it('are the same for both with --isolate destination', async () => {
      const [one, another] = await circuits('destination', alice, carol);
      assert.equal(one, another);
    });

    it('differ for every connection with --isolate connection', async () => {
      const [one, another] = await circuits('connection', alice, alice);
      assert.notEqual(one, another);
    });

    it('carry no name in their SOCKS user name and password', async () => {
      const status = (await control.info('circuit-status')).join('\n');
      assert.match(status, /SOCKS_USERNAME="<torS0X>0" SOCKS_PASSWORD="/);
      assert.ok(!status.includes(alice) && !status.includes(alice.replace('.onion', '')));
      control.close();
    });
  });
}
