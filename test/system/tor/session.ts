import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { type Wire, wireOf } from '../../player/wire.js';

/** Takes leave as a client has to: a mere close would leave the program waiting for the server's last words. */
export async function bye(client: Wire): Promise<void> {
  await client.send(Buffer.from('QUIT\r\n'), false);
  await client.take(/^221 .*\r\n/);
  client.socket.destroy();
}

/** Says EHLO after the greeting, and gives the reply. */
async function ehlo(client: Wire, names: string): Promise<string> {
  await client.take(/^220 tor-smtp ESMTP\r\n/);
  await client.send(Buffer.from(`EHLO ${names}\r\n`), false);
  const isWhole = () => (/^\d{3} .*\r\n/m.test(client.unread()) ? true : undefined);
  await client.until('a reply', isWhole, 60);
  const [reply] = await client.take(/^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/);
  return reply;
}

/**
 * Gives a client to whose EHLO the reply was this. As a mail server would, it calls again after another temporary one: now and
 * then Tor has a circuit that fails. All that it called with come to the others.
 */
export async function helloBy(
  port: number,
  clients: Wire[],
  names: string,
  reply: RegExp,
  progress: (text: string) => void,
): Promise<Wire> {
  for (let left = 2; ; left -= 1) {
    const client = wireOf('client', connect(port, '127.0.0.1'));
    clients.push(client);
    const heard = await ehlo(client, names);
    if (new RegExp(`^(?:\\d{3}-.*\\r\\n)*${reply.source}`).test(heard)) return client;
    assert.ok(left > 0 && heard.startsWith('4'), `the client hears ${heard}`);
    progress(`once more, for a client hears ${heard.trim()}`);
    client.socket.destroy();
  }
}
