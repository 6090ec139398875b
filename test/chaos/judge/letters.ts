import { createHash } from 'node:crypto';
import type { Random } from '../random.js';

/** A message of a run. Its id is its recipient's local part, so that every log names it. */
export interface Letter {
  readonly id: string;
  readonly text: string;
}

const digestOf = (body: string) => createHash('sha256').update(body, 'latin1').digest('hex');

/** The letters and signs of a text, with all that SMTP treats in a way of its own: dots in front, blanks behind, 8 bits. */
const LINES = [
  '.',
  '..',
  '.QUIT',
  '',
  ' ',
  'From here',
  'QUIT',
  'RCPT TO:<x@y>',
  '\xe4\xf6\xfc \xff',
  '250 OK',
];

/** Makes one: the first line of the body has its id and the hash of the rest. */
export function makeLetter(number: number, from: string, domain: string, random: Random): Letter {
  const id = `m${String(number).padStart(6, '0')}`;
  // Most are small; one in twenty is longer than what the kernel keeps for a connection.
  const count = random.next() < 0.05 ? random.between(2000, 8000) : random.between(3, 200);
  const lines = Array.from({ length: count }, () =>
    random.next() < 0.1
      ? random.pick(LINES)
      : Math.floor(random.next() * 2 ** 53)
          .toString(36)
          .repeat(5),
  );
  const body = ['payload of this message', ...lines, 'its end', ''].join('\n');
  const header = [`From: <${from}>`, `To: <${id}@${domain}>`, `Subject: ${id}`, 'MIME-Version: 1.0'];
  const type = ['Content-Type: text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding: 8bit'];
  return { id, text: [...header, ...type, '', `chaos ${id} ${digestOf(body)}`, body].join('\n') };
}

/** What a mailbox's file tells of itself. */
export interface Read {
  /** Empty where even that is not to be read. */
  readonly id: string;
  readonly intact: boolean;
  /** The server's own id, under which it took this copy. */
  readonly taken: string;
}

/** Reads a delivered copy. */
export function readCopy(text: string): Read {
  const gap = text.indexOf('\n\n');
  const header = text.slice(0, gap);
  const [, id = '', digest, body = ''] = text.slice(gap + 2).match(/^chaos (\S+) (\S+)\n([\s\S]*)$/) ?? [];
  const [, taken = ''] = header.match(/^X-Taken-As: (\S+)$/m) ?? [];
  const [, subject = ''] = header.match(/^Subject: (\S+)$/m) ?? [];
  return { id: subject, intact: id === subject && digestOf(body) === digest, taken };
}
