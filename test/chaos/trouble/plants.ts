import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Plant } from '../options.js';

/** A session in which a fault is made: what comes from the client is not passed on yet. */
interface Planted {
  readonly socket: Socket;
  readonly remote: Socket;
  readonly port: number;
  /** Says that the fault is made: it is the only one. */
  made(): void;
}

interface Fault {
  /** Whether the session goes to the other server. */
  readonly elsewhere?: boolean;
  session(planted: Planted): void;
}

const END = '\r\n.\r\n';

/** Passes on what comes from the client, changed. */
function passOn({ socket, remote }: Planted, change: (text: string) => string | undefined) {
  socket.on('data', (octets: Buffer) => {
    const text = change(octets.toString('latin1'));
    if (text !== undefined) remote.write(text, 'latin1');
  });
}

/** Faults that a program in tor-smtp's place could have, each made by the stand-in. */
const FAULTS: Readonly<Record<Plant, Fault>> = {
  // Says that the server has the message, which never gets its end.
  loss: {
    session: (planted) =>
      passOn(planted, (text) => {
        if (!text.includes(END)) return text;
        planted.made();
        planted.remote.unpipe().destroy();
        planted.socket.end('250 OK id=planted\r\n221 closing\r\n');
        return undefined;
      }),
  },
  // One letter of the text is another.
  damage: {
    session: (planted) =>
      passOn(planted, (text) => {
        const damaged = text.replace(/(?<=\r\npayload )./, '#');
        if (damaged !== text) planted.made();
        return damaged;
      }),
  },
  wrong: {
    elsewhere: true,
    session: (planted) =>
      passOn(planted, (text) => {
        if (text.includes(END)) planted.made();
        return text;
      }),
  },
  // Says everything again to the server when the session is over.
  double: {
    session(planted) {
      let said = '';
      passOn(planted, (text) => {
        said += text;
        return text;
      });
      planted.socket.once('close', () => {
        if (said.includes(END)) again(said, planted).catch(() => {});
      });
    },
  },
};

async function again(said: string, { port, made }: Planted) {
  const [commands = '', rest = ''] = said.split(/(?<=\r\nDATA\r\n)/i);
  const end = rest.indexOf(END) + END.length;
  const steps = [...commands.split(/(?<=\r\n)/), rest.slice(0, end), 'QUIT\r\n'];
  const server = connect({ host: '127.0.0.1', port });
  server.on('error', () => {});
  for (const step of steps) {
    for (let heard = ''; !/^\d{3} .*\r\n$/m.test(heard); ) heard += (await once(server, 'data'))[0];
    server.write(step, 'latin1');
  }
  made();
  server.end();
}

/** The fault of this name, if there is one. */
export function plantOf(name: string): Fault | undefined {
  return Object.entries(FAULTS).find(([each]) => each === name)?.[1];
}
