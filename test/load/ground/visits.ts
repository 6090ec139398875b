import { type Call, type Client, call } from './clients.js';

/** A client that has said EHLO, and what it has got: `served`, or the first other thing. */
export interface Visit {
  readonly client: Client;
  readonly got: string;
}

/** Goes as far as the server's answer to EHLO. */
export async function enter(port: number, onion: string, how: Call = {}): Promise<Visit> {
  const client = call(port, how);
  const greeting = await client.reply();
  if (greeting !== '220') return { client, got: greeting };
  const answer = await client.say(`EHLO me.example ${onion}`);
  return { client, got: answer === '250' ? 'served' : answer };
}

/** Ends it; what it got in the end: `served` if the server took its leave, too. */
export async function leave({ client, got }: Visit): Promise<string> {
  const last = got === 'served' ? await client.say('QUIT') : '221';
  client.socket.destroy();
  return last === '221' ? got : last;
}

/** So many at once, each by a source address that four have. */
export function crowd(
  count: number,
  visit: (from: string, index: number) => Promise<Visit>,
): Promise<Visit[]> {
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      visit(`127.${1 + (index >> 10)}.${(index >> 2) & 255}.1`, index),
    ),
  );
}
