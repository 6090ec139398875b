import { KINDS, type Kind, type World } from './world.js';

/** MESSAGES=300 repeats what was measured first. */
export const MESSAGES = Number(process.env.MESSAGES ?? 40);
/** Dots that are to be stuffed, 8-bit octets, a long line. */
export const BODY = ['.', '..', '. ', '', '.x.', 'gr\xfc\xdfe', 'x'.repeat(900), '.'];

/** The recipients of a message: one to four, at as many destinations. */
export function recipients(number: number, { domains }: World): [Kind, string][] {
  const kinds = Array.from(
    { length: 1 + (number % 4) },
    (_none, k) => KINDS[(number * 5 + k * 2) % KINDS.length],
  );
  return kinds.map((kind = 'quick', k) => [kind, `r${number}-${k}@${domains[kind]}`]);
}

/** All of them, in sessions of an SMTP client that has a line for each reply: OpenSMTPD takes no more than 100 in one. */
export function sessions(world: World): string[][] {
  const message = [...BODY.map((line) => line.replace(/^\./, '..')), '.'];
  const messages = Array.from({ length: MESSAGES }, (_none, number) => [
    'MAIL FROM:<alice@clear.example> BODY=8BITMIME',
    ...recipients(number, world).map(([, to]) => `RCPT TO:<${to}>`),
    'DATA',
    [`X-Number: ${number}`, '', ...message].join('\r\n'),
  ]);
  const count = Math.ceil(MESSAGES / 50);
  return Array.from({ length: count }, (_none, k) => [
    'EHLO alice.example',
    ...messages.slice(k * 50, (k + 1) * 50).flat(),
    'QUIT',
  ]);
}
