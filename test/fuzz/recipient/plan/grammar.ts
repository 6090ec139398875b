import type { Random } from '../../plan/random.js';
import { domainOf, type Names } from './names.js';

/** The end of a line: nearly always CRLF. */
const end = (random: Random) => (random.oneIn(12) ? '\n' : '\r\n');
/** A word that is a command, in any case. */
const verb = (word: string, random: Random) =>
  random.pick([word, word, word, word.toLowerCase(), word[0] + word.slice(1).toLowerCase()]);

export function hello({ local }: Names, random: Random): string {
  return `${verb(random.oneIn(6) ? 'HELO' : 'EHLO', random)} ${local}${end(random)}`;
}

export function mail({ local }: Names, random: Random): string {
  const path = random.pick([`<a@${local}>`, `<a@${local}>`, '<>', `<"a b>"@${local}>`, '<a.b+c@x.example>']);
  const extras = random.pick([
    '',
    '',
    ' SIZE=100',
    ' BODY=8BITMIME',
    ' size=1 Body=7bit',
    ' BODY=8BITMIME SIZE=9',
  ]);
  return `${verb('MAIL FROM:', random)}${random.oneIn(8) ? ' ' : ''}${path}${extras}${end(random)}`;
}

export function rcpt(domain: string, number: number, random: Random): string {
  const local = random.pick([
    `r${number}`,
    `r${number}`,
    `"r ${number}"`,
    `"\\"r@x>${number}"`,
    `r.${number}=x`,
  ]);
  return `${verb('RCPT TO:', random)}${random.oneIn(8) ? ' ' : ''}<${local}@${domain}>${end(random)}`;
}

export const data = (random: Random): string => `${verb('DATA', random)}${end(random)}`;

/** What a client may say between these. */
export function aside(names: Names, random: Random): string {
  const { local } = names;
  return random.one([
    () => 'NOOP\r\n',
    () => 'RSET\r\n',
    () => 'HELP\r\n',
    () => 'VRFY root\r\n',
    () => 'STARTTLS\r\n',
    () => 'BDAT 5 LAST\r\n',
    () => 'DATA now\r\n',
    () => '\r\n',
    () => 'GET / HTTP/1.1\r\n',
    () => `EHLO ${local} ${names.onions[0]}\r\n`,
    () => 'MAIL FROM:a@b.example\r\n',
    () => 'MAIL FROM:<a@b.example> AUTH=<>\r\n',
    () => 'MAIL FROM:<@x.example:a@b.example>\r\n',
    () => `RCPT TO:<c@${names.onions[0]}> NOTIFY=NEVER\r\n`,
    () => 'RCPT TO:<postmaster>\r\n',
    () => `NOOP ${'x'.repeat(random.pick([1016, 1017, 1018, 1019, 3000]))}\r\n`,
    () => `${random.octets(1 + random.below(20))}\r\n`,
    () => hello(names, random),
    () => mail(names, random),
    () => rcpt(domainOf(names, random), 9, random),
  ]);
}

/** The lines of a message: dots, 8-bit octets, what would be commands, and what somebody might take for its end. */
export function body(names: Names, random: Random): string {
  const line = () =>
    random.one([
      () => 'Subject: x\r\n',
      () => '\r\n',
      () => '..\r\n',
      () => '..x\r\n',
      () => '. \r\n',
      () => '\xff\r\n',
      () => 'a\nb\rc\r\n',
      () => 'QUIT\r\n',
      () => `RSET\r\nMAIL FROM:<>\r\n${rcpt(domainOf(names, random), 7, random)}DATA\r\n`,
      () => `${'x'.repeat(random.below(3000))}\r\n`,
      () => `${random.octets(random.below(60))}\r\n`,
    ]);
  const lines = Array.from({ length: random.below(6) }, line);
  if (random.oneIn(8)) lines.push(lookAlike(random), line());
  if (random.oneIn(100)) lines.push(`${'long '.repeat(random.pick([13_000, 40_000, 130_000]))}\r\n`);
  return lines.join('');
}

/** A dot alone between line ends that are not both CRLF, or as good as alone. */
function lookAlike(random: Random): string {
  const lineEnd = () => random.pick(['\r\n', '\n', '\r', '\r\r\n', '\n\r']);
  return `x${lineEnd()}${random.pick(['.', '.', '.', '..', '. '])}${lineEnd()}${random.pick(['', '\r', '\n', 'x'])}`;
}
