import type { Wire } from '../../player/wire.js';

/** Takes leave as a client has to: a mere close would leave the program waiting for the server's last words. */
export async function bye(client: Wire): Promise<void> {
  await client.send(Buffer.from('QUIT\r\n'), false);
  await client.take(/^221 .*\r\n/);
  client.socket.destroy();
}

/** Says EHLO after the greeting, and takes the reply that is expected. */
export async function ehlo(client: Wire, names: string, reply: RegExp): Promise<void> {
  await client.take(/^220 tor-smtp ESMTP\r\n/);
  await client.send(Buffer.from(`EHLO ${names}\r\n`), false);
  await client.until('a reply', () => (/^\d{3} .*\r\n/m.test(client.unread()) ? true : undefined), 60);
  await client.take(new RegExp(`^(?:\\d{3}-.*\\r\\n)*${reply.source}.*\\r\\n`), 0);
}
