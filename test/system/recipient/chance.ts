import { connect } from 'node:net';
import type { Random } from '../../fuzz/plan/random.js';
import { type Wire, wireOf } from '../../player/wire.js';

/** What a client was told of a message. */
export interface Told {
  readonly id: string;
  /** The recipients that were accepted. */
  readonly accepted: readonly string[];
  /** The code of the reply to its end; none if the client has left before that. */
  readonly code?: string;
  /** What the server should have of it, dots undone. */
  readonly text?: string;
}

const REPLY = /^(?:\d{3}-[ -~]*\r\n)*(\d{3}) [ -~]*\r\n/;

/** Says something in pieces, each a segment. */
async function say(wire: Wire, random: Random, text: string) {
  for (let at = 0; at < text.length; ) {
    const length = random.oneIn(3) ? 1 + random.below(12) : text.length;
    await wire.send(Buffer.from(text.slice(at, at + length), 'latin1'), false);
    at += length;
  }
}

/** The lines of a body: dots, 8-bit octets, and what would be commands. */
function body(random: Random): string {
  const lines = ['..', '..x', '\xff', 'QUIT', 'MAIL FROM:<>', '', 'x'.repeat(random.below(3000))];
  return Array.from({ length: random.below(6) }, () => `${random.pick(lines)}\r\n`).join('');
}

/** One client: some messages on a connection, some of them pipelined, and now and then it leaves in the middle. */
export async function converse(
  port: number,
  random: Random,
  name: string,
  domains: readonly string[],
): Promise<Told[]> {
  const wire = wireOf('client', connect({ port, host: '127.0.0.1', allowHalfOpen: true }));
  const reply = async () => (await wire.take(REPLY))[1] ?? '';
  const told: Told[] = [];
  await reply();
  await say(wire, random, 'EHLO client.example\r\n');
  await reply();

  for (let number = 0; number < 1 + random.below(3); number += 1) {
    const id = `<${name}-${number}>`;
    const near = random.pick(domains);
    const to = Array.from(
      { length: 1 + random.below(3) },
      (_none, k) => `r${k}@${random.oneIn(3) ? random.pick(domains) : near}`,
    );
    const extra = random.oneIn(8) ? ['NOOP'] : [];
    const commands = [
      'MAIL FROM:<a@client.example>',
      ...to.map((each) => `RCPT TO:<${each}>`),
      ...extra,
      'DATA',
    ];
    const codes: string[] = [];
    if (random.oneIn(2)) {
      await say(wire, random, commands.map((each) => `${each}\r\n`).join(''));
      for (const _each of commands) codes.push(await reply());
    } else {
      for (const each of commands) {
        await say(wire, random, `${each}\r\n`);
        codes.push(await reply());
      }
    }
    const accepted = to.filter((_each, k) => codes[k + 1]?.startsWith('2'));
    if (codes.at(-1) !== '354') {
      told.push({ id, accepted, code: codes.at(-1) ?? '' });
      continue;
    }
    const text = `X-Id: ${id}\r\n${body(random)}`;
    if (random.oneIn(10)) {
      await say(wire, random, text + random.pick(['', '.', '.\r', 'x\r\n.']));
      if (random.oneIn(2)) wire.socket.resetAndDestroy();
      else wire.socket.end();
      return [...told, { id, accepted }];
    }
    await say(wire, random, `${text}.\r\n`);
    told.push({ id, accepted, code: await reply(), text: text.replace(/(?<=\n)\./g, '') });
  }
  await say(wire, random, 'QUIT\r\n');
  await reply();
  await wire.closed();
  wire.socket.end();
  return told;
}
