import { type Exim, makeExim } from '../../support/exim/exim.js';
import { alice, author, letter } from '../../support/exim/names.js';

/** A real Exim with the shipped configuration, one message on its queue. */
export interface Sender {
  readonly exim: Exim;
  /** One attempt; what Exim's log then says of it, and which retry record there is. */
  attempt(): Promise<string>;
  /** One more attempt, whatever the retry record says; whether nothing is on the queue then. */
  isDelivered(): Promise<boolean>;
}

/** Makes one whose transport leads to this port. */
export async function startSender(folder: string, port: number, onion: string): Promise<Sender> {
  const exim = makeExim({
    folder,
    name: 'exim',
    domains: [alice],
    macros: { TOR_SMTP_PORT: String(port) },
  });
  const to = [`b@${onion}`];
  await exim.submit(letter(author, to), { from: author, to, queue: true });
  return {
    exim,
    async attempt() {
      const before = exim.log().length;
      await exim.runQueue();
      const log = exim.log().slice(before);
      return `${wordsOf(log)}; ${recordOf(await exim.records('retry'))}`;
    },
    async isDelivered() {
      await exim.runQueue(true);
      return (await exim.queue()) === '';
    },
  };
}

/** What is behind the address in the line of a delivery or a deferral. */
function wordsOf(log: string): string {
  const [, kind, text = ''] = log.match(/ (==|=>|\*\*) \S+ .*T=tor_smtp (.*)/) ?? [];
  if (kind === '=>') return `delivered, ${text.match(/C="[^"]*"/)?.[0] ?? ''}`;
  const words = text.replace(/^.*H=127\.0\.0\.1 \[127\.0\.0\.1\]: /, '').replace(/ \w{56}\.onion/g, '');
  return `${kind === '==' ? 'deferred' : (kind ?? 'nothing')}: ${words}`;
}

function recordOf(text: string): string {
  const [, kind] = text.match(/^ *([TR]):/m) ?? [];
  return kind === 'T'
    ? 'a retry record of the onion'
    : kind === 'R'
      ? 'a retry record of the address'
      : 'no retry record';
}
