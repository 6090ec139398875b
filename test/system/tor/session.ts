import type { Wire } from '../../player/wire.js';

/** Takes leave as a client has to: a mere close would leave the program waiting for the server's last words. */
export async function bye(client: Wire): Promise<void> {
  await client.send(Buffer.from('QUIT\r\n'), false);
  await client.take(/^221 .*\r\n/);
  client.socket.destroy();
}

/** Says EHLO after the greeting, and gives the reply. */
export async function ehlo(client: Wire, names: string): Promise<string> {
  await client.take(/^220 tor-smtp ESMTP\r\n/);
  await client.send(Buffer.from(`EHLO ${names}\r\n`), false);
  const isWhole = () => (/^\d{3} .*\r\n/m.test(client.unread()) ? true : undefined);
  await client.until('a reply', isWhole, 60);
  const [reply] = await client.take(/^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/);
  return reply;
}
