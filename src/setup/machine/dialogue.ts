import { connect, type NetConnectOpts } from 'node:net';

/** A TCP port or a unix socket. */
export type Place = { readonly host: string; readonly port: number } | { readonly path: string };

/**
 * Says one thing after the other to whoever listens there, each after an answer that ends as `answer` has it, and gives the
 * answers. What went wrong is the error's text.
 */
export function dialogue(
  place: Place,
  said: readonly (Buffer | string)[],
  isAnswer: (octets: Buffer) => boolean,
  seconds = 10,
): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    const answers: Buffer[] = [];
    let octets = Buffer.alloc(0);
    const left = [...said];
    const socket = connect(place as NetConnectOpts);
    const timer = setTimeout(() => end(new Error(`no answer within ${seconds} s`)), seconds * 1000);
    const end = (error?: Error) => {
      clearTimeout(timer);
      socket.destroy();
      if (error) reject(error);
      else resolve(answers);
    };
    const speak = () => {
      const next = left.shift();
      if (next === undefined) end();
      else socket.write(next);
    };
    socket.on('error', (error: NodeJS.ErrnoException) => end(new Error(error.code ?? error.message)));
    socket.on('close', () => end(new Error('it closes the connection')));
    socket.on('data', (chunk) => {
      octets = Buffer.concat([octets, chunk]);
      if (!isAnswer(octets)) return;
      answers.push(octets);
      octets = Buffer.alloc(0);
      speak();
    });
    // An empty first saying: the other one speaks first.
    socket.on('connect', () => {
      if (left[0]?.length === 0) left.shift();
      else speak();
    });
  });
}

/** A whole SMTP reply (RFC 5321 section 4.2). */
export const isReply = (octets: Buffer): boolean =>
  /(?:^|\n)\d{3}(?: [^\n]*)?\n$/.test(octets.toString('latin1'));

/** Whether a SOCKS 5 server is there (RFC 1928 section 3); else what is wrong. */
export async function socksFault(place: Place): Promise<string | undefined> {
  try {
    const [method] = await dialogue(place, [Buffer.of(5, 2, 0, 2)], (octets) => octets.length >= 2);
    const [version, chosen] = method ?? [];
    return version === 5 && chosen !== 255 ? undefined : 'what answers is no SOCKS port of Tor';
  } catch (error) {
    return (error as Error).message;
  }
}
