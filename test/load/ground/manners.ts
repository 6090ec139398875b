import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { serveMail } from '../../support/stand-ins/mail-server.js';

/** What the servers have got, and what they wait for. */
export interface Held {
  /** Octets that deaf servers have read after all. */
  received: number;
  readonly messages: string[];
  /** When this resolves a message is answered, or a deaf server begins to read. */
  hold: () => Promise<void>;
  /** Tor answers no dial. */
  isSilent: boolean;
}

/** Octets that a server says to clients that do not read. */
export const FLOOD = 8 * 1024 * 1024;
const MUCH = Buffer.alloc(FLOOD, 'x');
/** Milliseconds between two octets. */
export const DRIP = 10;

const GREETING = '220 onion ESMTP\r\n';
const HELLO = '250 onion\r\n';
const BYE = '221 onion\r\n';

/** Greets, answers EHLO, and hands over the connection. */
function introduced(socket: Socket, then: () => void) {
  socket.write(GREETING);
  socket.once('data', () => {
    socket.write(HELLO);
    then();
  });
}

/** Sends back what it hears, but for QUIT. */
export function echo(socket: Socket) {
  introduced(socket, () =>
    socket.on('data', (octets) => {
      if (octets.toString('latin1') === 'QUIT\r\n') socket.end(BYE);
      else if (!socket.write(octets)) {
        socket.pause();
        socket.once('drain', () => socket.resume());
      }
    }),
  );
}

/** Sends octets one by one, each a segment of its own. */
export async function dripOn(socket: Socket, text: string): Promise<void> {
  for (const octet of text) {
    if (socket.destroyed) return;
    socket.write(octet, 'latin1');
    await pause(DRIP);
  }
}

/** Says every reply octet by octet. */
export async function drip(socket: Socket) {
  await dripOn(socket, GREETING);
  let isFirst = true;
  socket.setEncoding('latin1').on('data', (text: string) => {
    if (!text.endsWith('\n')) return;
    const reply = isFirst || text !== 'QUIT\r\n' ? HELLO : BYE;
    isFirst = false;
    void dripOn(socket, reply).then(() => reply === BYE && socket.end());
  });
}

/** Reads nothing behind EHLO until it is let. */
export function deaf(socket: Socket, held: Held) {
  introduced(socket, () => {
    socket.pause();
    void held.hold().then(() => {
      socket.on('data', (octets) => {
        held.received += octets.length;
        if (octets.toString('latin1').endsWith('QUIT\r\n')) socket.end(BYE);
      });
      socket.resume();
    });
  });
}

/** Has much to say behind EHLO. */
export function flood(socket: Socket) {
  introduced(socket, () => {
    socket.write(MUCH);
    socket.on('data', () => socket.end(BYE));
  });
}

/** Takes messages. */
export async function mail(socket: Socket, held: Held) {
  const session = { commands: [], messages: held.messages };
  await serveMail(socket, session, { hold: () => held.hold() });
}
