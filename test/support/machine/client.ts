import type { Duplex } from 'node:stream';

/**
 * Says each line when the one before it was answered, and returns all that came back: the greeting, then one reply to
 * each line, '' once the server has gone. A line may be a message with its final dot.
 */
export async function talk(socket: Duplex, lines: readonly string[]): Promise<string[]> {
  let text = '';
  let gone = false;
  let wake = () => {};
  socket.on('data', (octets: Buffer) => {
    text += octets.toString('latin1');
    wake();
  });
  const leave = () => {
    gone = true;
    wake();
  };
  socket.on('error', leave).on('end', leave).on('close', leave);

  async function reply(): Promise<string> {
    for (;;) {
      const [whole = ''] = text.match(/^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/) ?? [];
      if (whole || gone) {
        text = text.slice(whole.length);
        return whole.trimEnd();
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  const replies = [await reply()];
  for (const line of lines) {
    if (!gone) socket.write(`${line}\r\n`, 'latin1');
    replies.push(await reply());
  }
  socket.destroy();
  return replies;
}

/** A whole delivery of one message. */
export async function send(
  socket: Duplex,
  {
    from = 'sender@far.example',
    to,
    mail = '',
    rcpt = '',
    header = [] as readonly string[],
    helo = 'far.example',
  }: {
    from?: string;
    to: readonly string[];
    /** What goes behind the address in MAIL FROM and RCPT TO. */
    mail?: string;
    rcpt?: string;
    header?: readonly string[];
    helo?: string;
  },
): Promise<string[]> {
  return talk(socket, [
    `EHLO ${helo}`,
    `MAIL FROM:<${from}>${mail}`,
    ...to.map((one) => `RCPT TO:<${one}>${rcpt}`),
    'DATA',
    [...header, 'Subject: hello', '', 'the body', '.'].join('\r\n'),
    'QUIT',
  ]);
}
