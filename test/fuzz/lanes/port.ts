import { openSocksPort, type SocksPort } from '../../support/stand-ins/socks.js';
import { arrive } from '../session/adrift.js';
import { partyOf } from '../session/party.js';
import type { Session } from '../session/state.js';
import { type Dial, handshakeOn } from '../session/tor.js';

/** A SOCKS port for one session at a time, which may answer oddly: `only` gives it. */
export function exclusivePort(only: () => Session | undefined): Promise<SocksPort> {
  return openSocksPort('', (socket) => {
    const session = only();
    if (!session) return void socket.destroy();
    const { odd } = session.plan.dials[Math.min(session.dialled + session.dials.length, 3)] ?? {};
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
      arrive(session, dial);
    });
    const take = () => {
      if (!dial.party.left && advance()) arrive(session, dial);
    };
  });
}

/** A SOCKS port for many: the destination tells whose connection it is, if anybody's. */
export function sharedPort(
  sessionOf: (host: string) => Session | undefined,
  strange: (host: string) => void,
): Promise<SocksPort> {
  return openSocksPort('', (socket) => {
    const dial: Dial = { party: partyOf(socket, () => take()), lines: [] };
    const advance = handshakeOn(dial, (_at, usual) => void socket.write(usual, 'latin1'));
    const take = () => {
      if (!advance()) return;
      const { host = '' } = dial.request ?? {};
      const session = sessionOf(host);
      if (!session) {
        strange(host);
        return void socket.destroy();
      }
      dial.lines.length = 0;
      arrive(session, dial);
    };
  });
}

/** What the names of a session's destinations have in common. */
export const stem = (host: string) => host.toLowerCase().split('.').slice(-2).join('.');
