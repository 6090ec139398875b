import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before } from 'node:test';
import { type Exim, makeExim } from '../../support/exim/exim.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { until } from '../../support/wait.js';
import type { TorWorld } from './world.js';

export const alice = onionAddress('alice');

/** A message with all that an onion sender may keep, and much that must not get out; \n as it is typed. */
export const kept = (to: string, subject: string) => [
  `From: "Alice" <alice@${alice}>`,
  `To: bob@${to}`,
  `Subject: ${subject}`,
  'MIME-Version: 1.0',
  'Content-Type: text/plain;',
  '\tcharset=utf-8',
  'Content-Transfer-Encoding: 8bit',
];
const telling = [
  'Date: Sat, 21 Nov 2026 23:59:59 +1245',
  'Message-ID: <1@laptop.clear.example>',
  'User-Agent: of one person only',
  'X-Originating-IP: 192.0.2.7',
];
export const body = '\n.a dot, a From line,\nFrom me and an octet beyond ASCII: \xe9\n\n\nend\n';

/** Letters of Alice, by real Exims, through whatever is behind `port`. */
export interface Letters {
  /** A new Exim of hers. */
  sender(macros?: Readonly<Record<string, string>>, port?: number): Exim;
  write(exim: Exim, to: string, subject: string): Promise<void>;
  /** What of this subject is in the receiver's mailboxes, as soon as it is `count`: its 250 comes before it delivers. */
  arrived(subject: string, count?: number): Promise<string[]>;
  /** The deliveries, deferrals and failures in an Exim's log. */
  attempts(exim: Exim): string[];
  /** The lines in the log of tor-smtp. */
  sessions(): string[];
}

/** Letters through the world's own xinetd, and its onions by name, for the tests of a `describe`. */
export function lettersOf(world: () => TorWorld): { readonly by: Letters; onion(name: string): string } {
  let by: Letters;
  before(async () => {
    by = letters(world(), (await world().xinetd()).port);
  });
  return {
    get by() {
      return by;
    },
    onion: (name) => world().network.onions[name] ?? '',
  };
}

let senders = 0;

function letters({ folder, receiver }: TorWorld, port: number): Letters {
  return {
    sender(macros = {}, through = port) {
      senders += 1;
      const name = `sender${senders}`;
      return makeExim({
        folder,
        name,
        domains: [alice],
        macros: { TOR_SMTP_PORT: String(through), ...macros },
      });
    },
    async write(exim, to, subject) {
      const message = `${[...telling, ...kept(to, subject)].join('\n')}\n${body}`;
      await exim.submit(Buffer.from(message, 'latin1'), { from: `alice@${alice}`, to: [`bob@${to}`] });
    },
    async arrived(subject, count = 1) {
      const some = () => receiver.mail().filter((mail) => mail.includes(`Subject: ${subject}\n`));
      return until(`the letter ${subject}`, () => (some().length >= count ? some() : undefined));
    },
    attempts: (exim) =>
      exim
        .log()
        .split('\n')
        .filter((line) => / (=>|->|==|\*\*) /.test(line)),
    sessions: () => readFileSync(join(folder, 'tor-smtp.log'), 'utf8').trim().split('\n'),
  };
}
