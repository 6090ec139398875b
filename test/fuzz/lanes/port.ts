import { openSocksPort, type SocksPort } from '../../support/stand-ins/socks.js';
import { partyOf } from '../session/party.js';
import { type Dial, handshakeOn } from '../session/tor.js';
import type { Guest } from './lane.js';

/** A SOCKS port for one session at a time, which may answer oddly: `only` gives it. */
export function exclusivePort(only: () => Guest | undefined): Promise<SocksPort> {
  return openSocksPort('', (socket) => {
    const guest = only();
    if (!guest) return void socket.destroy();
    const odd = guest.odd();
    const dial: Dial = { party: partyOf(socket, () => take()), lines: ['tor    < connection'] };
    const advance = handshakeOn(dial, (at, usual) => {
      const text = odd?.at === at ? odd.bytes : usual;
      socket.write(text, 'latin1');
      dial.lines.push(
        `tor    > ${(Buffer.from(text, 'latin1').toString('hex').match(/../g) ?? []).join(' ').toUpperCase()}`,
      );
      if (odd?.at !== at) return;
      dial.lines.push('tor    > [FIN]');
      dial.party.left = true;
      socket.destroySoon();
      guest.arrive(dial);
    });
    const take = () => {
      if (!dial.party.left && advance()) guest.arrive(dial);
    };
  });
}

/** A SOCKS port for many: the destination tells whose connection it is, if anybody's. */
export function sharedPort(
  guestOf: (host: string) => Guest | undefined,
  strange: (host: string) => void,
): Promise<SocksPort> {
  return openSocksPort('', (socket) => {
    const dial: Dial = { party: partyOf(socket, () => take()), lines: [] };
    const advance = handshakeOn(dial, (_at, usual) => void socket.write(usual, 'latin1'));
    const take = () => {
      if (!advance()) return;
      const { host = '' } = dial.request ?? {};
      const guest = guestOf(host);
      // Nobody answers: the program has to give up by itself, and that is looked at.
      if (!guest) return strange(host);
      dial.lines.length = 0;
      guest.arrive(dial);
    };
  });
}

/** What the names of a session's destinations have in common. */
export const stem = (host: string) => host.toLowerCase().split('.').slice(-2).join('.');
