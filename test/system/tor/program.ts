import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { before, describe, it } from 'node:test';
import { wireOf } from '../../player/wire.js';
import { run } from '../../support/programs/command.js';
import type { Xinetd } from '../../support/programs/xinetd.js';
import { patient } from '../../support/slowness.js';
import { mistyped, unknownOnion } from '../../support/stand-ins/onion-address.js';
import { bye } from './session.js';
import { mapped, type TorWorld } from './world.js';

/** What a mail server sees of onion services through a real Tor. */
export function throughTor(world: () => TorWorld): void {
  describe('through Tor', () => {
    let xinetd: Xinetd;
    const onion = (name: string) => world().network.onions[name] ?? '';
    before(async () => {
      xinetd = await world().xinetd();
    });

    it('an onion service is reached', async () => {
      await bye(await world().ehlo(xinetd, `me.onion ${onion('open')}`, /250 /));
    });

    it('a .tor name is reached where Tor maps it, though the port admits onion services only', async () => {
      await bye(await world().ehlo(xinetd, `me.onion ${mapped}`, /250 /));
      const reply = /451 4\.3\.5 Tor: destination not allowed/;
      (await world().ehlo(xinetd, 'me.onion unmapped.tor', reply)).socket.destroy();
    });

    it('client authorization: missing, wrong, right', async () => {
      const locked = `me.onion ${onion('locked')}`;
      const { admitted, refused, xinetd: launch } = world();
      const [withWrong, withRight] = await Promise.all([launch([], refused), launch([], admitted)]);
      const missing = world().ehlo(xinetd, locked, /451 4\.7\.0 .* needs client authorization/);
      const wrong = world().ehlo(withWrong, locked, /451 4\.7\.0 .* did not accept the client authorization/);
      for (const client of await Promise.all([missing, wrong])) client.socket.destroy();
      await bye(await world().ehlo(withRight, locked, /250 /));
    });

    it('a service whose server is dead, and one that nobody runs, are temporary', async () => {
      const dead = world().ehlo(xinetd, `me.onion ${onion('dead')}`, /451 4\.4\.1 /);
      const unknown = world().ehlo(
        xinetd,
        `me.onion ${unknownOnion()}`,
        /451 4\.4\.1 .*descriptor was not found/,
      );
      for (const client of await Promise.all([dead, unknown])) client.socket.destroy();
    });

    it('a service that has no such port refuses, as in the README', async () => {
      const none = `me.onion ${onion('open')}:99`;
      const client = await world().ehlo(
        xinetd,
        none,
        /451 4\.4\.1 Tor: connection refused by the remote server/,
      );
      client.socket.destroy();
    });

    it('a mistyped address is permanent', async () => {
      const client = await world().ehlo(
        xinetd,
        `me.onion ${mistyped(onion('open'))}`,
        /550 5\.1\.2 .*mistyped/,
      );
      client.socket.destroy();
    });

    it('swaks, which knows nothing of all this, delivers', async () => {
      const { code, output } = await run('swaks', [
        ...['--server', '127.0.0.1', '--port', String(xinetd.port)],
        // By itself it gives up after 30 s, and Tor may need longer for a circuit.
        ...['--timeout', String(patient(300))],
        ...['--ehlo', `foreign.example ${onion('open')}`],
        ...['--from', 'swaks@foreign.example', '--to', `bob@${onion('open')}`],
        ...['--header', 'Subject: from a foreign client', '--body', 'by swaks'],
      ]);
      assert.equal(code, 0, output);
      // The 250 comes before the delivery.
      const mails = await world().receiver.delivered();
      assert.equal(mails.filter((mail) => /^Subject: from a foreign client$/m.test(mail)).length, 1);
    });
  });

  describe('with Tor away', () => {
    it('every destination is temporary, and the same again when it is back', async () => {
      const { network } = world();
      const xinetd = await world().xinetd();
      await network.client.stop();
      const client = wireOf('client', connect(xinetd.port, '127.0.0.1'));
      await client.take(/^220 tor-smtp ESMTP\r\n/);
      await client.send(Buffer.from(`EHLO me.onion ${network.onions.open}\r\n`), false);
      await client.take(/^421 4\.3\.2 .*\r\n/);
      assert.equal(await client.closed(), 'FIN');
      await network.client.start();
      await network.reachable(['open']);
      await bye(await world().ehlo(xinetd, `me.onion ${network.onions.open}`, /250 /));
    });
  });
}
