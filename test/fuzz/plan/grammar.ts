import { mistyped, onionAddress } from '../../support/stand-ins/onion-address.js';
import type { Random } from './random.js';

/** The names of one session. They are its own, so that a dial, and a name in a log, lead back to it. */
export interface Names {
  readonly local: string;
  readonly destination: string;
}

export function namesOf(seed: number, random: Random): Names {
  const label = random.pick(['h', 'H-', 'under_', `${'long'.repeat(10)}-`]);
  return { local: `${label}${seed}.example`, destination: onionAddress(`session ${seed}`) };
}

/** EHLO as Exim says it, or nearly. */
export function hello({ local, destination }: Names, random: Random): string {
  const name = random.oneIn(6) ? destination.toUpperCase() : destination;
  const host = random.pick(['', '', '', '', 'mail.', 'a.b.']) + name + random.pick(['', '', '', '.']);
  const goal = host + random.pick(['', '', '', ':25', ':2525', ':1', ':65535']);
  const verb = random.pick(['EHLO', 'EHLO', 'EHLO', 'HELO', 'ehlo', 'Helo']);
  const space = random.pick([' ', ' ', ' ', '  ', '\t']);
  return `${[verb, ...(random.oneIn(6) ? [] : [local]), goal].join(space)}${random.oneIn(8) ? '\n' : '\r\n'}`;
}

/** What a client may say before it has a server; little of it leads to one. */
export function command(names: Names, random: Random): string {
  const { local, destination } = names;
  return random.one([
    () => 'NOOP\r\n',
    () => 'RSET\r\n',
    () => 'HELP\r\n',
    () => 'VRFY root\r\n',
    () => 'noop  with words\r\n',
    () => 'MAIL FROM:<a@b.example>\r\n',
    () => 'RCPT TO:<c@d.example> NOTIFY=NEVER\r\n',
    () => 'DATA\r\n',
    () => 'STARTTLS\r\n',
    () => '\r\n',
    () => `EHLO ${local}\r\n`,
    () => 'EHLO\r\n',
    () => `EHLO ${local} ${mistyped(destination)}\r\n`,
    () => `HELO ${local} ${mistyped(destination)}\r\n`,
    () => `EHLO ${local} abcdefghij234567.onion\r\n`,
    () => `EHLO ${local} mx.example\r\n`,
    () => `EHLO ${local} ${destination}:0\r\n`,
    () => `EHLO ${local} ${destination} more\r\n`,
    () => `NOOP ${'x'.repeat(random.pick([504, 505, 506, 507, 3000]))}\r\n`,
    () => 'GET / HTTP/1.1\r\n',
    () => `${random.octets(1 + random.below(20))}\r\n`,
    () => hello(names, random),
  ]);
}

/** A reply of one or more lines. */
export function reply(codes: readonly number[], random: Random): string {
  const code = random.pick(codes);
  const end = random.oneIn(10) ? '\n' : '\r\n';
  const texts = Array.from({ length: random.oneIn(3) ? 1 + random.below(6) : 1 }, () =>
    random.one([
      () => 'mail.example',
      () => 'SIZE 100',
      () => 'STARTTLS',
      () => 'PIPELINING',
      () => '4.7.1 later',
      () => '',
      () => 'x'.repeat(600),
      () => random.octets(12),
    ]),
  );
  return texts
    .map(
      (text, index) =>
        `${code}${index === texts.length - 1 ? text && ' ' : '-'}${text.replaceAll('\n', '')}${end}`,
    )
    .join('');
}

/** What is said once there is a connection: SMTP or anything else. */
export function talk(random: Random): string {
  return random.one([
    () => 'MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n',
    () => '250 OK\r\n',
    () => '354 go\r\n250-\r\n',
    () => 'Subject: x\n\n.\r\n..\r\n.\r\n',
    () => 'QUIT\r\n',
    () => '\x16\x03\x01\x00',
    () => random.octets(1 + random.below(300)),
    () => random.octets(1) + 'm'.repeat(random.pick([1, 511, 4095, 4096, 4097, 20_000])),
  ]);
}
