import { patient } from '../support/slowness.js';
import { type Dial, openSocksPort, receiveDial, type SocksPort } from '../support/stand-ins/socks.js';
import { type Wire, wireOf } from './wire.js';

/** A SOCKS port whose connections wait until a step asks for them, and that says what the transcript tells it to. */
export interface ScriptedPort extends SocksPort {
  /** Connections that nobody has asked for yet. */
  readonly waiting: Wire[];
  connection(): Promise<Wire>;
}

/** `place` is a unix socket's path, or the empty string for a free port on loopback. */
export async function openScriptedPort(place: string): Promise<ScriptedPort> {
  const waiting: Wire[] = [];
  let arrived = () => {};
  const port = await openSocksPort(place, (socket) => {
    waiting.push(wireOf('tor', socket));
    arrived();
  });
  return {
    ...port,
    waiting,
    async connection() {
      const seconds = patient(15);
      const deadline = setTimeout(() => arrived(), seconds * 1000);
      if (waiting.length === 0) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
      clearTimeout(deadline);
      const wire = waiting.shift();
      if (!wire) throw new Error(`no connection to the SOCKS port in ${seconds} s`);
      return wire;
    },
  };
}

/** The handshake on such a connection, each answer octet by octet if that is the run. */
export function dialOn(wire: Wire, octetwise: boolean): Promise<Dial> {
  return receiveDial({
    async take(count) {
      const [text] = await wire.take(new RegExp(`^[^]{${count}}`));
      return Buffer.from(text, 'latin1');
    },
    send: (octets) => wire.send(octets, octetwise),
  });
}
